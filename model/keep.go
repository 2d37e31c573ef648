package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model/safetensors"
)

// A Kept is a copy of all that a run needs to go on with the same bits, but for
// the list of what can be undone. It is immutable, and any goroutine may encode
// it.
//
// What each step sees depends on the seed and on the step alone, so there is no
// state of a random source in it. Data that can be made anew are kept as their
// spec, measured ones as their points.
type Kept struct {
	Step   int  // that the run has come to
	Live   bool // its data come from what runs now and cannot be found again: no file gives it back
	file   safetensors.File
	points *ad.Mat // of measured data, else nil
}

// keptVersion is the version of the layout. What an older program would read
// wrongly raises it, and so does another default of a layer or of training, which
// the texts of a run leave out.
const keptVersion = 2

// boundVersion is that of a run with columns that are more than shifted and scaled, which older programs would
// read as if there were none.
const boundVersion = 3

// weightedVersion is that of a run of rows with weights, or of words that are learnt.
const weightedVersion = 4

// singleVersion is that of a run with nets that compute in single precision without
// saying so in the text of their layer: older programs would read double precision.
const singleVersion = 5

// newestVersion is the last that is read.
const newestVersion = singleVersion

// plainVersion is that of a run by likelihood or reverse KL without conditions, which
// older programs read.
const plainVersion = 1

// The names of the metadata. versionKey tells a run from other files of arrays,
// digestKey holds the SHA-256 of everything else.
const (
	versionKey = "bijou_run"
	digestKey  = "sha256"
)

// Keep copies what the run has come to.
func (f *Fit) Keep() *Kept {
	k := &Kept{Step: f.step, Live: f.data.Live, file: safetensors.File{Metadata: f.keepTexts(), Tensors: map[string]safetensors.Tensor{}}}
	kept := f.data.keptSource()
	if f.data.isMeasured() {
		k.points = kept.Points
	}
	k.addBlocks("", f.stack, f.theta)
	k.addBlocks(bestPrefix, f.stack, f.best.theta)
	if f.average != nil {
		k.addBlocks(averagePrefix, f.stack, f.average)
	}
	if o, ok := f.objective.(Keeper); ok {
		for name, t := range o.Keep() {
			k.file.Tensors[keeperPrefix+name] = t
		}
	}
	k.add("optimiser.mean", f.moments.mean, len(f.theta))
	k.add("optimiser.square", f.moments.square, len(f.theta))
	k.add("guard.good", slices.Concat(f.guard.good...), len(f.guard.good), len(f.theta))
	k.add("curve.train", f.trainCurve.numbers(), len(f.trainCurve.points), 2)
	k.add("curve.test", f.testCurve.numbers(), len(f.testCurve.points), 2)
	k.add("data.mean", f.data.Mean, f.data.Dim())
	k.add("data.sd", f.data.SD, f.data.Dim())
	if f.data.isMeasured() && kept.Parts != nil {
		k.add(partsTensor, numbersOfParts(kept.Parts), len(kept.Parts))
	}
	if f.data.isMeasured() && kept.Weights != nil {
		k.add(weightsTensor, kept.Weights, len(kept.Weights))
	}
	if c := f.data.GivenDim(); c > 0 {
		k.add("data.given_mean", f.data.GivenMean, c)
		k.add("data.given_sd", f.data.GivenSD, c)
	}
	return k
}

// Encode returns the bytes of a file in the safetensors format. The error says
// that it would be too large.
func (k *Kept) Encode() ([]byte, error) {
	file := safetensors.File{Metadata: k.file.Metadata, Tensors: k.file.Tensors}
	if k.points != nil {
		file.Tensors = cloneWith(file.Tensors, "data.points", safetensors.Tensor{Shape: []int{k.points.Rows, k.points.Cols}, Data: byRows(k.points)})
	}
	digest, err := file.Digest(digestKey)
	if err != nil {
		return nil, err
	}
	file.Metadata = cloneWith(file.Metadata, digestKey, digest)
	return file.Encode()
}

// cloneWith returns a copy of a map with one more entry.
func cloneWith[V any](m map[string]V, name string, v V) map[string]V {
	c := maps.Clone(m)
	c[name] = v
	return c
}

// add copies numbers.
func (k *Kept) add(name string, numbers []float64, shape ...int) {
	k.file.Tensors[name] = safetensors.Tensor{Shape: shape, Data: slices.Clone(numbers)}
}

// imageKey says how the points of a person's own images lie: channels, height, width and
// levels.
const imageKey = "image"

// toldKey holds what the spec of the data names and does not hold.
const toldKey = "told"

// partsKey says that measured data are cut into three parts.
const partsKey = "parts"

// keeperPrefix stands before the names of what a [Keeper] keeps.
const keeperPrefix = "past."

// bestPrefix stands before the names of the parameters that did best on the test
// part.
const bestPrefix = "best."

// averagePrefix stands before the names of the average of the parameters.
const averagePrefix = "average."

// addBlocks copies a θ block by block. A block is Cols runs of Rows numbers,
// which is the [out, in] of PyTorch.
func (k *Kept) addBlocks(prefix string, stack *flows.Stack, theta []float64) {
	eachBlock(stack, func(name string, b nn.Block) { k.add(prefix+name, b.In(theta), b.Cols, b.Rows) })
}

// eachBlock calls f for every block with its name in a file.
func eachBlock(stack *flows.Stack, f func(name string, b nn.Block)) {
	for i, l := range stack.Layers {
		for _, b := range l.Blocks {
			f(blockName(i, b), b)
		}
	}
	for _, b := range stack.BaseBlocks {
		f("base."+b.Name, b)
	}
	for _, b := range stack.NetBlocks {
		f(netName(b), b)
	}
}

// netName is the name of a block of a network beside the flow.
func netName(b nn.Block) string { return "beside." + b.Name }

// blockName is the place of a layer, counted from 1 at the base, and the name of
// one of its blocks.
func blockName(at int, b nn.Block) string { return fmt.Sprintf("%d.%s", at+1, b.Name) }

// isMeasured tells whether nothing but the points themselves says what the data
// are.
func (d *Data) isMeasured() bool {
	return d.Truth == nil && d.simulator() == nil && d.Points != nil && !d.Carried
}

// keepTexts returns what is no array of numbers.
func (f *Fit) keepTexts() map[string]string {
	ids := make([]int, len(f.stack.Layers))
	for i, l := range f.stack.Layers {
		ids[i] = l.ID
	}
	m := map[string]string{
		versionKey: strconv.Itoa(plainVersion),
		"data":     f.config.Source.Spec,
		"stack":    flows.FormatStack(f.config.Base, f.stack.Spec()),
		"training": f.config.Settings.String(),
		"seed":     strconv.FormatUint(f.config.Seed, 10),
		"state":    f.ended.String(),
		"reason":   visible(f.reason),
		"columns":  jsonText(f.data.Columns),
		"marks":    jsonText(f.marks),
		"ids":      jsonText(ids),
		"ages":     jsonText(f.ages),
		"bad":      jsonText(f.guard.bad),
	}
	if src := f.config.Source; f.data.isMeasured() && src.Shape.IsImage() {
		m[imageKey] = jsonText([]int{src.Shape.Channels, src.Shape.Height, src.Shape.Width, src.Levels})
	}
	if len(f.data.Given) > 0 {
		m[versionKey], m["given"] = strconv.Itoa(keptVersion), jsonText(f.data.Given)
	}
	if name := f.config.Settings.Value(objectiveField); name != likelihoodName && name != reverseName {
		m[versionKey] = strconv.Itoa(keptVersion)
	}
	if f.data.isMeasured() && !f.data.twoParts {
		m[versionKey], m[partsKey] = strconv.Itoa(keptVersion), "3"
	}
	f.data.keepCodings(m)
	if f.data.Weights != nil || f.data.classes != nil {
		m[versionKey] = strconv.Itoa(weightedVersion)
	}
	f.keepPrecision(m)
	if f.data.Ordered {
		m[orderedKey] = "yes"
	}
	if notes := f.config.Source.Notes; f.data.isMeasured() && len(notes) > 0 {
		m["notes"] = jsonText(notes)
	}
	if told := f.config.Source.Told; told != "" {
		m[versionKey], m[toldKey] = strconv.Itoa(keptVersion), told
	}
	for name, n := range f.wholes() {
		m[name] = strconv.Itoa(*n)
	}
	for name, v := range f.reals() {
		m[name] = strconv.FormatFloat(*v, 'g', -1, 64)
	}
	return m
}

// wholes are the whole numbers of the progress by their names in a file. None is
// below 0.
func (p *progress) wholes() map[string]*int {
	return map[string]*int{
		"step": &p.step, "next_id": &p.nextID, "best.step": &p.best.step,
		"guard.in_a_row": &p.guard.inARow, "guard.exploding": &p.guard.exploding, "guard.rollbacks": &p.guard.rollbacks, "guard.skipped": &p.guard.skipped,
		"curve.train.stride": &p.trainCurve.stride, "curve.train.count": &p.trainCurve.count,
		"curve.test.stride": &p.testCurve.stride, "curve.test.count": &p.testCurve.count,
	}
}

// reals are the other numbers of the progress by their names in a file. Some may
// be infinite or no numbers.
func (p *progress) reals() map[string]*float64 {
	return map[string]*float64{
		"test_nll": &p.testNLL, "best.nll": &p.best.nll, "guard.lowest": &p.guard.lowest, "guard.slow": &p.guard.slow,
		"train.sum": &p.train.sum, "train.weight": &p.train.weight, "clipped.sum": &p.clipped.sum, "clipped.weight": &p.clipped.weight,
		"curve.train.sum": &p.trainCurve.sum, "curve.test.sum": &p.testCurve.sum,
	}
}

// jsonText writes lists of whole numbers and texts, which cannot fail.
func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("model: " + err.Error())
	}
	return string(text)
}

// numbers are the points of the curve, n×2 by rows.
func (c *curve) numbers() []float64 {
	x := make([]float64, 0, 2*len(c.points))
	for _, p := range c.points {
		x = append(x, float64(p.Step), p.NLL)
	}
	return x
}

// byRows returns the numbers of a matrix row after row, as files have them.
func byRows(m *ad.Mat) []float64 {
	x := make([]float64, m.Rows*m.Cols)
	for i := range m.Rows {
		m.Row(x[i*m.Cols:(i+1)*m.Cols], i)
	}
	return x
}

// fromRows is the matrix of numbers that stand row after row.
func fromRows(x []float64, rows, cols int) *ad.Mat {
	m := ad.New(rows, cols)
	for j := range cols {
		col := m.Col(j)
		for i := range col {
			col[i] = x[i*cols+j]
		}
	}
	return m
}
