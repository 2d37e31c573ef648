package model

import (
	"slices"

	"bijou/flows/ad"
)

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

// GroupsInFold is InFold for points that belong together: all of a group are in one part
// of every fold. ok is false for fewer groups than there must be for that.
func GroupsInFold(groups []string, fold, folds int) (parts []Part, ok bool) {
	members := map[string][]int{}
	for i, g := range groups {
		members[g] = append(members[g], i)
	}
	if len(members) < max(3, folds) {
		return nil, false
	}
	held := spreadGroups(members, slices.Repeat([]float64{1 / float64(folds)}, folds))
	var others []string
	for i, g := range groups {
		if held[i] != fold {
			others = append(others, g)
		}
	}
	rest, ok := ByGroup(others, false)
	if !ok {
		return nil, false
	}
	parts = make([]Part, len(groups))
	at := 0
	for i := range groups {
		if parts[i] = Hold; held[i] != fold {
			parts[i] = rest[at]
			at++
		}
	}
	return parts, true
}
