package model

import (
	"fmt"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/flows/nn"
	"bijou/model/safetensors"
)

// An Objective says what a flow learns from and what it makes small. Beside these
// methods it may be a [Netted], an [Actor], a [Follower], a [Figured], a [Keeper] or a
// [Fallible].
//
// One belongs to a run; Fit makes a new one after every edit.
type Objective interface {
	// Batches returns what the steps see, in batches of about that size.
	Batches(size int) Batches
	// Prepare is told of a step before its loss is computed. It tells whether that
	// loss is the objective itself and not one on the way to it, which nothing can
	// be compared with.
	Prepare(step int) (settled bool)
	// Loss returns a part's share of the loss, 1×1 on the part's tape; rows is the
	// size of the whole batch. It must not allocate.
	Loss(flow flows.Flow, part Batch, rows int) *ad.Mat
	// Judge returns the loss on fixed samples that training does not see, in the
	// data's own units: what the best weights are chosen by. The flow is that of
	// the evaluator.
	Judge(e *flows.Evaluator) float64
	// Floor is what Judge cannot go below, NaN where nobody knows.
	Floor() float64
}

// Batches hand out what every step learns from.
type Batches interface {
	// Shape returns a batch of the shape that all have; its numbers mean nothing.
	Shape() Batch
	// At returns the batch of a step, valid until the next call. For a [Keeper] it
	// may depend on what it keeps and for an [Actor] on the parameters that it was told,
	// for others on the seed and the step alone.
	At(step int) Batch
}

// A Paired objective knows what the truth itself would come to where it judges: the
// difference of the two has a smaller error than either.
type Paired interface {
	// Expected is what Judge would return of the truth, NaN where that is not known.
	Expected() float64
}

// A Netted objective has networks of its own beside the flow: a critic, an encoder.
type Netted interface {
	// Nets adds the blocks of the networks, which stand behind those of the layers
	// and of the base in θ. It is called once, before everything else.
	Nets(p *nn.Params)
}

// An Actor makes its batches by what has been learnt: it is told the parameters that a
// step begins with, which it must not change, before it is asked for the batch.
type Actor interface {
	Begin(theta []float64)
}

// A Follower does something after every step that changed θ: it moves a target
// network, acts in a world.
type Follower interface {
	After(step int, theta []float64)
}

// A Figured objective measures what it is for.
type Figured interface {
	// Figures measures a run, by draws that are always the same.
	Figures(s *Snapshot) []Figure
}

// A Keeper has a past that seed and step do not tell: a replay, a target network.
// It is kept with a run, which goes on with the same bits.
type Keeper interface {
	// Keep copies the past as arrays by name.
	Keep() map[string]safetensors.Tensor
	// Recall takes back what Keep returned. The error says in one clause what does
	// not fit; then the objective is of no use any more.
	Recall(map[string]safetensors.Tensor) error
}

// A Fallible objective hangs on something outside that may fail: a program that it acts
// in. The run ends with the error.
type Fallible interface {
	Err() error
}

// A Run is what an objective is made for.
type Run struct {
	Settings Settings
	Seed     uint64
	Data     *Data
	Stack    *flows.Stack
	Base     flows.Base
}

// An ObjectiveKind is an entry of the catalogue of objectives.
type ObjectiveKind struct {
	Name, Title, Summary string
	Paper                string        // where it comes from; empty for none
	Fields               []flows.Field // settings of its own, beside those of every training
	Words                Words
	Reverse              bool // the loss is −ELBO of a target, and samples have importance weights
	Acts                 bool // the loss is minus a return: the flow is no density of the data, and reports have figures alone
	Latent               bool // the loss is −ELBO of the conditions: the flow is a posterior under them, and reports have figures alone
	// Build returns the objective. The error says why the run has none of that kind
	// and what to do.
	Build func(Run) (Objective, error)
}

// Words are what screen and reports call the numbers of an objective.
type Words struct {
	Short string // the objective itself, in a frame: max likelihood
	Loss  string // what is made small: NLL
	Floor string // what it cannot go below: entropy
	Data  string // what the flow is compared with: data
}

// The names of the objectives of this package.
const (
	likelihoodName = "likelihood"
	reverseName    = "reverse-kl"
)

// Objectives returns the catalogue.
func Objectives() []*ObjectiveKind { return slices.Clone(objectives) }

var objectives []*ObjectiveKind

// Register adds an objective to the catalogue. Packages that define one call it
// when the program starts.
func Register(k *ObjectiveKind) { objectives = append(objectives, k) }

func init() {
	Register(&likelihoodKind)
	Register(&reverseKind)
	Register(&logVarianceKind)
	Register(&boltzmannKind)
}

// LookupObjective returns an entry of the catalogue by its name.
func LookupObjective(name string) (*ObjectiveKind, bool) {
	at := slices.IndexFunc(objectives, func(k *ObjectiveKind) bool { return k.Name == name })
	if at < 0 {
		return nil, false
	}
	return objectives[at], true
}

// Objective returns the entry of the catalogue that the settings name.
func (s Settings) Objective() *ObjectiveKind {
	k, _ := LookupObjective(s.Value(objectiveField))
	return k
}

// newObjective returns the objective that the settings name, and the stack with
// room for its networks. The error says why the run has none of that kind.
func newObjective(r Run) (Objective, *flows.Stack, error) {
	o, err := r.Settings.Objective().Build(r)
	if err != nil {
		return nil, nil, err
	}
	if n, ok := o.(Netted); ok {
		return o, r.Stack.WithNets(n.Nets), nil
	}
	return o, r.Stack, nil
}

// objectiveNames lists the catalogue for a sentence.
func objectiveNames() []string {
	names := make([]string, len(objectives))
	for i, k := range objectives {
		names[i] = k.Name
	}
	return names
}

// objectiveHelp says what each of the objectives is.
func objectiveHelp() string {
	titles := make([]string, len(objectives))
	for i, k := range objectives {
		titles[i] = strings.ToLower(k.Title[:1]) + k.Title[1:]
	}
	last := len(titles) - 1
	return fmt.Sprintf("%s, or %s", strings.Join(titles[:last], ", "), titles[last])
}
