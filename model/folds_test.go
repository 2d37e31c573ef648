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
