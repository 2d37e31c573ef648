package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad"
)

func countParts(parts []Part) (n [3]int) {
	for _, p := range parts {
		n[p]++
	}
	return n
}

func TestPartsInOrderOfTime(t *testing.T) {
	parts := InOrder(10, true)
	if !slices.IsSorted(parts) || countParts(parts) != [3]int{6, 2, 2} {
		t.Errorf("%v", parts)
	}
	if parts := InOrder(10, false); !slices.IsSorted(parts) || countParts(parts) != [3]int{8, 2, 0} {
		t.Errorf("%v without a test part", parts)
	}
}

func TestGroupsStayInOnePart(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		n, count := 20+rng.IntN(200), 3+rng.IntN(40)
		groups := make([]string, n)
		for i := range groups {
			groups[i] = fmt.Sprint(min(i, rng.IntN(count)))
		}
		for _, hold := range []bool{true, false} {
			parts, ok := ByGroup(groups, hold)
			if !ok {
				continue
			}
			at, largest := map[string]Part{}, map[string]int{}
			for i, g := range groups {
				if p, is := at[g]; is && p != parts[i] {
					t.Fatalf("group %s is in two parts", g)
				}
				at[g] = parts[i]
				largest[g]++
			}
			most := 0
			for _, size := range largest {
				most = max(most, size)
			}
			sizes := countParts(parts)
			if sizes[Learn] == 0 || sizes[Choose] == 0 || (sizes[Hold] > 0) != hold {
				t.Fatalf("parts of %v rows", sizes)
			}
			if most*4 < n && float64(sizes[Choose]) > 0.2*float64(n)+float64(most) {
				t.Errorf("%d of %d rows choose, with groups of up to %d", sizes[Choose], n, most)
			}
		}
	}
	if _, ok := ByGroup([]string{"a", "a", "b", "b"}, true); ok {
		t.Error("two groups fill three parts")
	}
}

func walk(rng *rand.Rand, n int, step, noise float64) *ad.Mat {
	m, at := ad.New(n, 2), 0.0
	for i := range n {
		at += step * rng.NormFloat64()
		m.Set(i, 0, rng.NormFloat64())
		m.Set(i, 1, at+noise*rng.NormFloat64())
	}
	return m
}

func TestRowsInOrderAreNoticed(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, c := range []struct {
		name   string
		points *ad.Mat
	}{
		{"a walk", walk(rng, 2000, 0.1, 0)},
		{"a short walk", walk(rng, 60, 1, 0)},
		{"a walk under noise", walk(rng, 2000, 0.1, 1)},
		{"a long drift that rows side by side do not show", walk(rng, 100000, 0.01, 1)},
	} {
		if j, r := ordered(c.points, 2); j != 1 || r < orderLeast {
			t.Errorf("%s is not noticed: column %d, %.3f", c.name, j, r)
		}
	}
	far := walk(rng, 2000, 0.1, 0)
	far.Set(77, 1, 1e9)
	if _, r := ordered(far, 2); r < 0.9 {
		t.Errorf("one value far out hides a walk: %.3f", r)
	}
}

func TestRowsWithoutOrderAreNotTold(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 400 {
		if j, r := ordered(walk(rng, 20+rng.IntN(500), 0, 1), 2); r != 0 {
			t.Errorf("independent rows have %.3f in column %d", r, j)
		}
	}
	sorted, copied := walk(rng, 500, 0, 1), walk(rng, 500, 0, 1)
	slices.Sort(sorted.Col(0))
	if _, r := ordered(sorted, 2); r != 0 {
		t.Errorf("a file that is sorted by one column has %.3f", r)
	}
	for i := range 500 {
		for j := range 2 {
			copied.Set(i, j, copied.At(i-i%8, j))
		}
	}
	if _, r := ordered(copied, 2); r != 0 {
		t.Errorf("copies side by side have %.3f", r)
	}
}
