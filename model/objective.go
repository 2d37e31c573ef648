package model

import (
	"bijou/flows"
	"bijou/flows/ad"
)

// An objective turns a part of a batch into the part's share of the loss, 1×1
// on the part's tape. n is the size of the whole batch.
type objective interface {
	loss(flow flows.Flow, part *ad.Mat, n int) *ad.Mat
}

// maximumLikelihood is the mean negative log-likelihood in nats: the loss that
// makes the flow's density high where the data are.
type maximumLikelihood struct{}

func (maximumLikelihood) loss(flow flows.Flow, part *ad.Mat, n int) *ad.Mat {
	return ad.Scale(ad.Sum(flow.LogProb(part, nil)), -1/float64(n))
}
