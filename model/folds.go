package model

import "bijou/flows/ad"

// InFold returns the parts of points for one of so many folds: every point is held
// back in one of them, and a quarter of the others is what is chosen by. Equal rows
// are in one part.
func InFold(points *ad.Mat, fold, folds int) []Part {
	copies := copiesOf(points)
	again := map[int]bool{}
	for _, others := range copies {
		for _, i := range others {
			again[i] = true
		}
	}
	parts := make([]Part, points.Rows)
	at, others := 0, 0
	for _, i := range newStream(splitSeed, streamSplit).Perm(points.Rows) {
		if again[i] {
			continue
		}
		part := Learn
		if at%folds == fold {
			part = Hold
		} else if others++; others%4 == 0 { // 60/20/20 with five folds
			part = Choose
		}
		at++
		parts[i] = part
		for _, other := range copies[i] {
			parts[other] = part
		}
	}
	return parts
}
