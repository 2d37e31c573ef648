package model

import (
	"math"
	"strings"
	"testing"

	"bijou/flows/ad"
)

func TestDataAreStandardisedByThePartToLearnFrom(t *testing.T) {
	d, err := Prepare(points(500, 3))
	if err != nil {
		t.Fatal(err)
	}
	for j := range d.Dim() {
		m, sd := meanSD(d.Train.Col(j))
		closeTo(t, "mean of the training part", m, 0, 1e-12)
		closeTo(t, "deviation of the training part", sd, 1, 1e-12)
		if m, sd := meanSD(d.Val.Col(j)); math.Abs(m) < 1e-6 || math.Abs(sd-1) < 1e-6 {
			t.Errorf("column %d of the test part was standardised by itself: mean %g, deviation %g", j, m, sd)
		}
	}
}

func TestStandardisingIsUndoneByOwn(t *testing.T) {
	src := points(100, 2)
	d, err := Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	left := map[[2]float64]bool{}
	for _, part := range []*ad.Mat{d.Train, d.Val} {
		own := d.Own(part)
		for i := range own.Rows {
			left[[2]float64{round(own.At(i, 0)), round(own.At(i, 1))}] = true
		}
	}
	for i := range src.Points.Rows {
		if at := [2]float64{round(src.Points.At(i, 0)), round(src.Points.At(i, 1))}; !left[at] {
			t.Errorf("point %v is in neither part", at)
		}
	}
	if len(left) != 100 {
		t.Errorf("the parts hold %d points of 100", len(left))
	}
}

func round(x float64) float64 { return math.Round(x * 1e9) }

func TestAFifthOfThePointsIsKeptToJudgeBy(t *testing.T) {
	for _, c := range []struct{ n, train, test int }{{10, 8, 2}, {11, 9, 2}, {14, 12, 2}, {100, 80, 20}, {272, 218, 54}} {
		d, err := Prepare(points(c.n, 2))
		if err != nil {
			t.Fatal(err)
		}
		if d.Train.Rows != c.train || d.Val.Rows != c.test {
			t.Errorf("%d points are split %d to %d, want %d to %d", c.n, d.Train.Rows, d.Val.Rows, c.train, c.test)
		}
	}
}

func TestTheSplitIsTheSameForEverySeed(t *testing.T) {
	f := fit(t, points(100, 2), "affine", "")
	train, test := f.data.Train, f.data.Val
	do(t, f.Reseed(77))
	sameNumbers(t, "training part", f.data.Train.Data, train.Data)
	sameNumbers(t, "test part", f.data.Val.Data, test.Data)
}

func TestAFreshSourceIsJudgedByPointsThatAreDrawnOnce(t *testing.T) {
	a, err := Prepare(fresh(2))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Prepare(fresh(2))
	sameNumbers(t, "test part", b.Val.Data, a.Val.Data)
	if a.Train != nil || a.Val.Rows != freshTest {
		t.Errorf("a fresh source has a training part %v and %d test points", a.Train, a.Val.Rows)
	}
	closeTo(t, "mean of the first column", a.Mean[0], 0, 0.06)
	closeTo(t, "its deviation", a.SD[0], 2, 0.06)
	closeTo(t, "entropy", a.Entropy(), 2*math.Log(2*math.Sqrt(2*math.Pi*math.E)), 1e-12)
}

func TestDataThatCannotBeLearntAreRefusedInASentence(t *testing.T) {
	with := func(spec string, change func(x *ad.Mat)) Source {
		s := points(50, 2)
		s.Spec = spec
		change(s.Points)
		return s
	}
	column := func(v float64) func(*ad.Mat) {
		return func(x *ad.Mat) {
			for i := range x.Rows {
				x.Set(i, 1, v)
			}
		}
	}
	for _, c := range []struct {
		src  Source
		want string
	}{
		{points(9, 2), "blob(n=9) has 9 points; fitting a density needs at least 10"},
		{points(0, 2), "blob(n=0) has 0 points"},
		{with("flat.csv", column(3)), "column x2 of flat.csv does not vary"},
		{with("flat.csv", column(0)), "column x2 of flat.csv does not vary"},
		{with("flat.csv", column(0.1)), "column x2 of flat.csv does not vary"},
		{with("flat.csv", column(1e17)), "column x2 of flat.csv does not vary"},
		{with("flat.csv", column(-7.3)), "column x2 of flat.csv does not vary"},
		{with("nan.csv", func(x *ad.Mat) { x.Set(3, 0, math.NaN()) }), "x1 of nan.csv"},
		{with("inf.csv", func(x *ad.Mat) { x.Set(4, 1, math.Inf(-1)) }), "x2 of inf.csv"},
		{with("huge.csv", func(x *ad.Mat) {
			for i := range x.Rows {
				x.Set(i, 0, math.Copysign(1e300, x.At(i, 0)))
			}
		}), "column x1 of huge.csv"},
	} {
		_, err := Prepare(c.src)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a sentence with %q", c.src.Spec, err, c.want)
		}
	}
}

func TestAnNLLInTheDatasOwnUnitsIsTheStandardisedOnePlusTheLogDeviations(t *testing.T) {
	for name, src := range sources {
		f := fit(t, src, every, "batch=64, steps=20")
		steps(f, 20)
		s, d := f.Snapshot(), f.data
		units := 0.0
		for _, sd := range d.SD {
			units += math.Log(sd)
		}
		closeTo(t, name+": units", d.Units, units, 1e-12)
		logp := make([]float64, d.Val.Rows)
		s.evaluator().LogProb(logp, d.Val)
		nll, _ := s.NLL(d.Val)
		closeTo(t, name+": NLL in own units", nll, units-mean(logp), 1e-12)
	}
}

// A flow that is the truth has its density, in the data's own units.
func TestLogProbIsADensityOverTheDatasOwnUnits(t *testing.T) {
	truth := blob{1, 0}
	f := fit(t, Source{Spec: "line", Columns: columns(1), Truth: truth}, "affine", "")
	d := f.data
	// x = mean + sd·s is to have mean 0 and deviation 2, so s = scale·z + shift with
	affine := f.stack.Layers[0]
	affine.Blocks[0].In(f.theta)[0] = math.Log(2 / d.SD[0])
	affine.Blocks[1].In(f.theta)[0] = (0 - d.Mean[0]) / d.SD[0]
	got, want := make([]float64, d.Val.Rows), make([]float64, d.Val.Rows)
	f.Snapshot().LogProb(got, d.Val)
	truth.LogProb(want, d.Own(d.Val))
	for i := range got {
		closeTo(t, "log p", got[i], want[i], 1e-12)
	}
}

func TestMeasuredPointsAreCutIntoThreeParts(t *testing.T) {
	src := points(1000, 2)
	src.Truth = nil
	d, err := Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	if d.Train.Rows != 600 || d.Val.Rows != 200 || d.Test.X.Rows != 200 {
		t.Errorf("parts of %d, %d and %d points", d.Train.Rows, d.Val.Rows, d.Test.X.Rows)
	}
	known, err := Prepare(points(1000, 2))
	if err != nil {
		t.Fatal(err)
	}
	if known.Train.Rows != 800 || known.Val.Rows != 200 || known.Test.X.Rows != freshTest {
		t.Errorf("with a known truth parts of %d, %d and %d points", known.Train.Rows, known.Val.Rows, known.Test.X.Rows)
	}
}

func TestCopiesOfARowStayInOnePart(t *testing.T) {
	one := points(50, 2)
	x := ad.New(400, 2)
	for i := range x.Rows {
		for j := range x.Cols {
			x.Set(i, j, one.Points.At(i%50, j))
		}
	}
	d, err := Prepare(Source{Spec: "copies", Columns: columns(2), Points: x})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[2]float64]int{}
	for part, m := range []*ad.Mat{d.Train, d.Val, d.Test.X} {
		own := d.Own(m)
		for i := range own.Rows {
			key := [2]float64{math.Round(1e6 * own.At(i, 0)), math.Round(1e6 * own.At(i, 1))}
			if before, ok := seen[key]; ok && before != part {
				t.Fatalf("a row is in parts %d and %d", before, part)
			}
			seen[key] = part
		}
	}
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "350 of 400 rows are copies") {
		t.Errorf("notes %q", d.Notes)
	}
	whole := ad.New(400, 2)
	for i := range whole.Data {
		whole.Data[i] = float64(i % 7)
	}
	if len(copiesOf(whole)) > 0 {
		t.Error("equal counts are taken for copies")
	}
}

// A run that was kept before there were three parts goes on with the two it had.
func TestAKeptRunOfTwoPartsGoesOnWithThem(t *testing.T) {
	f := fit(t, measured(300), "affine", "adam(lr=0.01), batch=50, steps=200")
	f.data.twoParts = true
	kept := f.Keep()
	if kept.file.Metadata[partsKey] != "" || kept.file.Metadata[versionKey] != "1" {
		t.Errorf("it says %q, version %q", kept.file.Metadata[partsKey], kept.file.Metadata[versionKey])
	}
	again, err := prepare(f.config.Source, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	if again.Train.Rows != 240 || again.Val.Rows != 60 || again.Test.X != again.Val {
		t.Errorf("parts of %d and %d points", again.Train.Rows, again.Val.Rows)
	}
}
