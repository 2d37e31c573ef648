package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"bijou/flows"
	"bijou/flows/nn"
	"bijou/model/safetensors"
)

// A KeptError says why bytes are not a run that can go on.
type KeptError struct {
	What string // one clause: what is wrong
	Do   string // one clause: what to do about it
}

// Error returns one sentence.
func (e *KeptError) Error() string { return e.What + "; " + e.Do }

// damaged is the error of a file that is not as it was written.
func damaged(format string, args ...any) error {
	return &KeptError{"is damaged: " + fmt.Sprintf(format, args...), "take another copy of it"}
}

// Restore returns the run that [Kept.Encode] wrote, which goes on with the same
// bits. rebuild makes data that can be made anew from their spec and from what was told
// with it; it must not open what the spec may name. The bytes are believed in nothing:
// what does not fit together is a *KeptError.
func Restore(data []byte, rebuild func(spec, told string) (Source, error)) (*Fit, error) {
	file, err := safetensors.Decode(data)
	if err != nil {
		return nil, &KeptError{"is not a run: " + err.Error(), "give a file that bijou saved"}
	}
	if err := checkWhole(file); err != nil {
		return nil, err
	}
	r := &restorer{texts: file.Metadata, tensors: file.Tensors}
	f := &Fit{run: 1}
	r.config(f, rebuild)
	r.stack(f)
	r.progress(f)
	past := r.past()
	if r.err == nil && len(r.tensors) > 0 {
		r.fail("it holds numbers that belong to nothing")
	}
	if r.err != nil {
		return nil, r.err
	}
	kept := f.progress
	f.rebuild()
	f.best, f.guard.good = kept.best, kept.guard.good
	if o, ok := f.objective.(Keeper); ok {
		if err := o.Recall(past); err != nil {
			return nil, damaged("the past of %s: %v", f.config.Settings.Value(objectiveField), err)
		}
	} else if len(past) > 0 {
		return nil, damaged("%s has no past", f.config.Settings.Value(objectiveField))
	}
	return f, nil
}

// checkWhole refuses what is no run, one of a later layout, and one that has
// changed since it was written.
func checkWhole(file *safetensors.File) error {
	version, is := file.Metadata[versionKey]
	if !is {
		return &KeptError{"holds arrays and is not a run", "give a file that bijou saved"}
	}
	n, err := strconv.ParseUint(version, 10, 31)
	if err != nil || n == 0 {
		return damaged("version %.20q is none", version)
	}
	if n > newestVersion {
		return &KeptError{fmt.Sprintf("was made by version %d of the format, and this bijou reads up to %d", n, newestVersion), "take a newer bijou"}
	}
	digest, err := file.Digest(digestKey)
	if err != nil || digest != file.Metadata[digestKey] {
		return damaged("its SHA-256 is another one")
	}
	return nil
}

// config reads what the run was started from and prepares the data.
func (r *restorer) config(f *Fit, rebuild func(spec, told string) (Source, error)) {
	c := &f.config
	c.Source = r.source(rebuild)
	if r.err != nil {
		return
	}
	var err error
	if c.Base, c.Spec, err = flows.ParseStack(r.text("stack")); err != nil {
		r.fail("stack: %v", err)
	}
	if c.Settings, err = ParseSettings(r.text("training")); err != nil {
		r.fail("training: %v", err)
	}
	if c.Seed, err = strconv.ParseUint(r.text("seed"), 10, 64); err != nil {
		r.fail("the seed is no whole number")
	}
	dim := len(c.Source.Columns)
	kept := scale{mean: r.tensor("data.mean", dim), sd: r.tensor("data.sd", dim)}
	if given := givenWidth(c.Source.Given); given > 0 {
		kept.givenMean, kept.givenSD = r.tensor("data.given_mean", given), r.tensor("data.given_sd", given)
	}
	if r.err != nil {
		return
	}
	if f.data, err = prepare(c.Source, &kept, r.texts[partsKey] == ""); err != nil {
		r.fail("data: %v", err)
	}
}

// maxKeptColumns bounds the size of what a file can make us build; no file of
// points gives more.
const maxKeptColumns = 3072

// image reads how the points of images and waves lie; those of waves are no levels.
func (r *restorer) image(src *Source) {
	if r.texts[imageKey] == "" {
		return
	}
	var of []int
	r.list(imageKey, &of)
	const mostLevels = 1 << 16
	if len(of) != 4 || slices.Min(of[:3]) < 1 || slices.Max(of) > mostLevels || of[0]*of[1]*of[2] != len(src.Columns) {
		r.fail("its images have no shape")
		return
	}
	src.Shape, src.Levels = flows.Shape{Channels: of[0], Height: of[1], Width: of[2]}, of[3]
	if src.Levels < 1 && !(src.Levels == 0 && src.Shape.IsWave()) {
		r.fail("its images have no levels")
	}
}

// source is the data: the points where they were kept, else what rebuild makes.
func (r *restorer) source(rebuild func(spec, told string) (Source, error)) Source {
	src := Source{Spec: r.shown("data")}
	r.list("columns", &src.Columns)
	for _, name := range src.Columns {
		r.mustShow(name)
	}
	r.image(&src)
	r.given(&src)
	r.codings(&src)
	r.notes(&src)
	points, measured := r.tensors["data.points"]
	width := len(src.Columns) + givenWidth(src.Given)
	if n := len(src.Columns); n == 0 || width > maxKeptColumns {
		r.fail("it has %d columns", width)
	}
	if r.err != nil {
		return src
	}
	if measured {
		if len(points.Shape) != 2 || points.Shape[1] != width {
			r.fail("its points do not fit its columns")
			return src
		}
		src.Points = fromRows(r.tensor("data.points", points.Shape...), points.Shape[0], points.Shape[1])
		r.parts(&src)
		r.weights(&src)
		_, src.InOrder = r.texts[orderedKey]
		return src
	}
	made, err := rebuild(src.Spec, r.texts[toldKey])
	if err != nil {
		r.fail("data: %v", err)
	} else if !slices.Equal(made.Columns, src.Columns) || !slices.Equal(made.Supports, src.Supports) || !slices.Equal(made.Whole, src.Whole) || !slices.Equal(made.Atoms, src.Atoms) || !slices.EqualFunc(made.Given, src.Given, sameGiven) {
		r.fail("%s has other columns here", src.Spec)
	}
	return made
}

// given reads the columns that are conditions, if there are any.
func (r *restorer) given(src *Source) {
	if _, has := r.texts["given"]; !has {
		return
	}
	r.list("given", &src.Given)
	for _, g := range src.Given {
		r.mustShow(g.Name)
		for _, level := range g.Levels {
			r.mustShow(level)
		}
		if g.Learnt && (len(g.Levels) < 2 || len(g.Levels) >= unknown) || g.At < 0 || g.At > maxKeptColumns {
			r.fail("its column %s cannot be learnt", g.Name)
		}
	}
}

// notes reads what was said of the data, if anything was.
func (r *restorer) notes(src *Source) {
	if _, has := r.texts["notes"]; !has {
		return
	}
	r.list("notes", &src.Notes)
	for _, note := range src.Notes {
		r.mustShow(note)
	}
}

func sameGiven(a, b Given) bool {
	return a.Name == b.Name && slices.Equal(a.Levels, b.Levels) && a.Learnt == b.Learnt && a.At == b.At
}

// stack builds the layers with their ids, and the base.
func (r *restorer) stack(f *Fit) {
	var ids []int
	r.list("ids", &ids)
	if r.err == nil && len(ids) != len(f.config.Spec) {
		r.fail("it has %d layers and %d ids", len(f.config.Spec), len(ids))
	}
	if r.err != nil {
		return
	}
	layers := make([]flows.Layer, len(ids))
	for i, id := range ids {
		if id < 1 || int64(id) >= streamSplit || slices.Contains(ids[:i], id) {
			r.fail("%d is no id of a layer", id)
		}
		layers[i] = flows.Layer{ID: id, Item: f.config.Spec[i]}
	}
	shapes, err := flows.Shapes(layers, f.data.Shape())
	if err != nil {
		r.fail("%v", err)
	}
	given := f.data.GivenDim()
	for i, l := range layers {
		r.mustHold(i, l, shapes, given)
		given = l.Onto(given)
	}
	if r.err != nil {
		return
	}
	if f.stack, f.base, err = build(f.config, layers, f.data); err != nil {
		r.fail("%v", err)
		return
	}
	for _, b := range f.stack.NetBlocks {
		r.mustHoldBlock(netName(b), b)
	}
	r.precision(f)
}

// mustHold refuses a layer whose parameters the file does not hold, before the
// whole stack is built: a few bytes can ask for a very large one.
func (r *restorer) mustHold(at int, l flows.Layer, shapes []flows.Shape, given int) {
	if r.err != nil {
		return
	}
	alone, err := flows.Restack([]flows.Layer{l}, shapes[at], given)
	if err != nil {
		r.fail("%v", err)
		return
	}
	for _, b := range alone.Layers[0].Blocks {
		r.mustHoldBlock(blockName(at, b), b)
	}
}

func (r *restorer) mustHoldBlock(name string, b nn.Block) {
	if !slices.Equal(r.tensors[name].Shape, []int{b.Cols, b.Rows}) {
		r.fail("it has no numbers %s of shape [%d %d]", name, b.Cols, b.Rows)
	}
}

// progress reads how far the run has come.
func (r *restorer) progress(f *Fit) {
	if r.err != nil {
		return
	}
	f.guard, f.train, f.clipped = newGuard(), newRecentMean(), newRecentMean()
	for name, n := range f.wholes() {
		*n = r.whole(name)
	}
	for name, v := range f.reals() {
		*v = r.real(name)
	}
	n := f.stack.Len
	f.theta, f.best.theta = r.theta("", f.stack), r.theta(bestPrefix, f.stack)
	if f.config.Settings.Float("average") > 0 {
		f.average = r.theta(averagePrefix, f.stack)
	}
	f.moments = moments{r.tensor("optimiser.mean", n), r.tensor("optimiser.square", n)}
	if len(f.moments.square) > 0 && slices.Min(f.moments.square) < 0 {
		r.fail("a squared gradient is below 0")
	}
	f.guard.good = r.good(n)
	r.list("ages", &f.ages)
	r.list("bad", &f.guard.bad)
	r.list("marks", &f.marks)
	f.trainCurve.points, f.testCurve.points = r.curve("curve.train"), r.curve("curve.test")
	f.ended, f.reason = r.state(), r.shown("reason")
	if r.err == nil {
		r.check(&f.progress)
	}
}

// check refuses numbers that a run cannot come to.
func (r *restorer) check(p *progress) {
	steps := p.config.Settings.Int("steps")
	ids := 0
	for _, l := range p.stack.Layers {
		ids = max(ids, l.ID)
	}
	for _, c := range []struct {
		wrong bool
		what  string
	}{
		{p.ended == Paused && steps > 0 && p.step >= steps, "it goes on beyond its end"},
		{p.best.step > p.step, "its best step is yet to come"},
		{p.nextID <= ids || int64(p.nextID) >= streamSplit, "the next layer's id is taken"},
		{!(p.guard.slow > 0 && p.guard.slow <= 1), "its learning rate is slowed by no number between 0 and 1"},
		{math.IsNaN(p.guard.lowest) || math.IsNaN(p.best.nll), "its best is no number"},
		{len(p.ages) != parts(p.stack) || len(p.ages) > 0 && slices.Min(p.ages) < 0, "the ages of its layers do not fit them"},
		{len(p.guard.bad) > maxRecent, "it has too many bad steps"},
		{slices.ContainsFunc(append(slices.Clip(p.guard.good), p.theta, p.counting(), p.best.theta), func(theta []float64) bool { return bendsConstants(p.stack, theta) }), "a weight that is always 0 is not"},
		{!p.trainCurve.isWhole() || !p.testCurve.isWhole(), "its curves are none"},
	} {
		if c.wrong {
			r.fail("%s", c.what)
		}
	}
	for _, m := range p.marks {
		r.mustShow(m.Label)
		if m.Step < 0 {
			r.fail("it has a mark before its start")
		}
	}
}

// bendsConstants tells whether a weight that a mask holds at 0 is not. The
// numbers of a layer that is fitted are masked too and may be any.
func bendsConstants(stack *flows.Stack, theta []float64) (bent bool) {
	eachBlock(stack, func(_ string, b nn.Block) {
		if b.Free() == 0 {
			return
		}
		for i, m := range b.Mask {
			bent = bent || m == 0 && b.In(theta)[i] != 0
		}
	})
	return bent
}

// isWhole tells whether adding to the curve can have made it.
func (c *curve) isWhole() bool {
	return c.stride > 0 && c.count < c.stride && len(c.points) < historyLen &&
		slices.IsSortedFunc(c.points, func(a, b Point) int { return a.Step - b.Step })
}

// IsKept tells whether a file is a run, of whatever version.
func IsKept(f *safetensors.File) bool {
	_, is := f.Metadata[versionKey]
	return is
}
