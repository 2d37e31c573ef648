package reading

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bijou/flows/ad"
)

// gappy is a table of two columns that hang together, a share of whose cells is empty.
func gappy(n int, share float64) string {
	rng := rand.New(rand.NewPCG(9, 9))
	var b strings.Builder
	b.WriteString("a,b,c\n")
	for range n {
		a := rng.NormFloat64()
		cells := []string{fmt.Sprintf("%.5f", a), fmt.Sprintf("%.5f", a+0.1*rng.NormFloat64()), fmt.Sprintf("%.5f", rng.NormFloat64())}
		for k := range cells {
			if rng.Float64() < share {
				cells[k] = ""
			}
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return b.String()
}

func TestMissingValuesAreDrawnFromNearRows(t *testing.T) {
	path := file(t, "t.csv", gappy(1000, 0.1))
	if _, err := parse(path, nil); err == nil || !strings.Contains(err.Error(), "--missing draw") {
		t.Errorf("gaps in a quarter of the rows: %v", err)
	}
	src, err := parse(path+"(missing=draw)", nil)
	if err != nil {
		t.Fatal(err)
	}
	if src.Points.Rows < 990 || !strings.Contains(strings.Join(src.Notes, " "), "missing values of a, b and c") || src.Spec != path+"(missing=draw)" {
		t.Errorf("%d rows of %s; %v", src.Points.Rows, src.Spec, src.Notes)
	}
	if r := correlation(src.Points, 0, 1); r < 0.95 {
		t.Errorf("a and b are correlated by %.3f", r)
	}
	if r := correlation(src.Points, 0, 2); math.Abs(r) > 0.1 {
		t.Errorf("a and c are correlated by %.3f", r)
	}
	for j := range 3 {
		if sd := math.Sqrt(covariance(src.Points, j, j)); math.Abs(sd-1) > 0.1 {
			t.Errorf("column %d has deviation %.3f", j, sd)
		}
	}
	again, err := parse(src.Spec, nil)
	if err != nil || fmt.Sprint(again.Points.Data) != fmt.Sprint(src.Points.Data) {
		t.Errorf("the same table is filled in another way, %v", err)
	}
}

func covariance(x *ad.Mat, a, b int) (c float64) {
	n, ma, mb := float64(x.Rows), 0.0, 0.0
	for i := range x.Rows {
		ma, mb = ma+x.At(i, a)/n, mb+x.At(i, b)/n
	}
	for i := range x.Rows {
		c += (x.At(i, a) - ma) * (x.At(i, b) - mb) / n
	}
	return c
}

func correlation(x *ad.Mat, a, b int) float64 {
	return covariance(x, a, b) / math.Sqrt(covariance(x, a, a)*covariance(x, b, b))
}
