package model

import "testing"

func TestEveryRowIsHeldBackInOneFold(t *testing.T) {
	src := points(300, 2)
	for j := range 2 {
		for i := range 300 {
			src.Points.Set(i, j, src.Points.At(i%100, j))
		}
	}
	held := make([]int, src.Points.Rows)
	for fold := range 5 {
		parts := InFold(src.Points, fold, 5)
		learn, choose := 0, 0
		for i, p := range parts {
			switch p {
			case Hold:
				held[i]++
			case Choose:
				choose++
			default:
				learn++
			}
			if p != parts[i%100] {
				t.Fatalf("fold %d: row %d and its copy %d are in parts %d and %d", fold, i%100, i, parts[i%100], p)
			}
		}
		if learn != 180 || choose != 60 {
			t.Errorf("fold %d: %d rows to learn from, %d to choose by", fold, learn, choose)
		}
	}
	for i, n := range held {
		if n != 1 {
			t.Errorf("row %d is held back %d times", i, n)
		}
	}
}

func TestGroupsStayTogetherInEveryFold(t *testing.T) {
	groups := make([]string, 300)
	for i := range groups {
		groups[i] = string(rune('a' + i*i%23))
	}
	held := make([]int, len(groups))
	for fold := range 4 {
		parts, ok := GroupsInFold(groups, fold, 4)
		if !ok {
			t.Fatal("too few groups")
		}
		of, n := map[string]Part{}, countParts(parts)
		for i, p := range parts {
			if p == Hold {
				held[i]++
			}
			if was, is := of[groups[i]]; is && was != p {
				t.Fatalf("fold %d: group %s is in parts %d and %d", fold, groups[i], was, p)
			}
			of[groups[i]] = p
		}
		if n[Learn] < 120 || n[Choose] < 20 || n[Hold] < 40 {
			t.Errorf("fold %d: parts of %v rows", fold, n)
		}
	}
	for i, n := range held {
		if n != 1 {
			t.Errorf("row %d is held back %d times", i, n)
		}
	}
	if _, ok := GroupsInFold(groups[:5], 0, 20); ok {
		t.Error("more folds than groups")
	}
}
