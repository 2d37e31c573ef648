package model

import (
	"cmp"
	"math"
	"slices"

	"bijou/flows/ad"
)

// InOrder returns the parts of n points that are in order of time: the first to learn
// from, the last to hold back. Without hold, the last choose.
func InOrder(n int, hold bool) []Part {
	parts := make([]Part, n)
	share := max(1, int(testShare*float64(n)))
	if n > largeRows {
		share = min(share, heldRows)
	}
	last := n
	if hold {
		last -= share
		fillPart(parts[last:], Hold)
	}
	fillPart(parts[last-share:last], Choose)
	return parts
}

func fillPart(parts []Part, p Part) {
	for i := range parts {
		parts[i] = p
	}
}

// ByChance returns the parts of points by chance, as [Prepare] cuts them, without
// points that are held back.
func ByChance(points *ad.Mat) []Part {
	rows, _ := splitByChance(points, newStream(splitSeed, streamSplit), true)
	parts := make([]Part, points.Rows)
	for p, list := range rows {
		for _, i := range list {
			parts[i] = Part(p)
		}
	}
	return parts
}

// ByGroup returns the parts of points of which some belong together: all of a group are
// in one part. The largest groups come first, each to the part that lacks most of its
// share. ok is false for fewer groups than parts.
func ByGroup(groups []string, hold bool) (parts []Part, ok bool) {
	members := map[string][]int{}
	for i, g := range groups {
		members[g] = append(members[g], i)
	}
	wanted := []float64{Learn: 1 - testShare, Choose: testShare}
	if hold {
		wanted = []float64{Learn: 1 - 2*testShare, Choose: testShare, Hold: testShare}
	}
	if len(members) < len(wanted) {
		return nil, false
	}
	parts = make([]Part, len(groups))
	for i, p := range spreadGroups(members, wanted) {
		parts[i] = Part(p)
	}
	return parts, true
}

// spreadGroups tells for every row to which of some parts its group goes, which are to
// have shares of the rows.
func spreadGroups(members map[string][]int, shares []float64) []int {
	names, rows := make([]string, 0, len(members)), 0
	for name, list := range members {
		names, rows = append(names, name), rows+len(list)
	}
	slices.Sort(names)
	newStream(splitSeed, streamSplit).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(len(members[b]), len(members[a])) })
	room := make([]float64, len(shares))
	for p, share := range shares {
		room[p] = share * float64(rows)
	}
	to, used := make([]int, rows), make([]bool, len(shares))
	for k, name := range names {
		p := roomiest(room, used, len(names)-k)
		used[p] = true
		room[p] -= float64(len(members[name]))
		for _, i := range members[name] {
			to[i] = p
		}
	}
	return to
}

// roomiest returns the part with most room: of those without a group, if there are no
// more groups left than these need.
func roomiest(room []float64, used []bool, left int) (best int) {
	empty := 0
	for _, is := range used {
		if !is {
			empty++
		}
	}
	most := math.Inf(-1)
	for p, r := range room {
		if (empty < left || !used[p]) && r > most {
			best, most = p, r
		}
	}
	return best
}

// Shuffled returns a source with its points and their parts in an order by chance, as the
// first points of a part stand for all of it. Those of a large table change their places.
func (s Source) Shuffled() Source {
	order := newStream(splitSeed, streamSplit).Perm(s.Points.Rows)
	if !s.isLarge() {
		return s.picked(order)
	}
	permute(s.Points, order)
	s.Parts, s.Groups, s.Weights = ad.PickItems(s.Parts, order), ad.PickItems(s.Groups, order), ad.PickItems(s.Weights, order)
	return s
}

// Repeats counts the points of a part that are equal to one of another.
func (s Source) Repeats(part, of Part) (n int) {
	seen := map[uint64]bool{}
	row := make([]float64, s.Points.Cols)
	for _, i := range s.Rows(of) {
		seen[ad.HashRow(s.Points.Row(row, i))] = true
	}
	for _, i := range s.Rows(part) {
		if seen[ad.HashRow(s.Points.Row(row, i))] {
			n++
		}
	}
	return n
}
