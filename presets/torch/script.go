package torch

import (
	"fmt"
	"io"
	"strings"

	"bijou/flows"
	"bijou/model"
)

// A Script is a flow to be written as Python.
type Script struct {
	Stack    *flows.Stack
	Base     flows.BaseSpec
	Theta    []float64
	Mean, SD []float64       // what turns standardised data into their own units
	Columns  []string        // a name for each; may be missing
	Supports []model.Support // of the columns; nil where each is the line
	Whole    []bool          // the columns of whole numbers, which have noise above them; nil for none
	Atoms    []Atom          // values with a probability of their own; nil for none

	GivenMean, GivenSD []float64     // the same of conditions, which are nil for a flow without
	Given              []model.Given // their columns; may be missing

	Exact   []model.Exact // columns that the others say; they are no part of the flow
	Recipe  string        // the run as one line; may be empty
	Moment  string        // what is said of the weights, as in "those of step 50"; may be empty
	Version string        // of bijou; may be empty

	Training *Training // what the script does when it is run; nil shows samples
}

// Of returns the script of a run as a snapshot has it.
func Of(s *model.Snapshot) Script {
	return Script{
		Whole: s.Data.Whole, Atoms: atomsOf(s.Data), Exact: s.Data.Exact,
		Stack: s.Stack, Base: s.BaseSpec, Theta: s.Theta,
		Mean: s.Data.Mean, SD: s.Data.SD, Columns: s.Data.Columns, Supports: s.Data.Supports,
		GivenMean: s.Data.GivenMean, GivenSD: s.Data.GivenSD, Given: s.Data.Given,
	}
}

// Write writes the script with its weights inside. The error is the writer's, or
// names a layer that has no Python.
func (s Script) Write(w io.Writer) error {
	return s.write(w, []string{"import base64"}, embedded(pack(s.state())))
}

// WriteApart writes the script to w and the weights, as they are, to weights. The
// script looks for them in a file of that name beside itself.
func (s Script) WriteApart(w, weights io.Writer, name string) error {
	load := fmt.Sprintf("WEIGHTS = Path(__file__).with_name(%s).read_bytes()\n", quote(name))
	if err := s.write(w, []string{"from pathlib import Path"}, load); err != nil {
		return err
	}
	_, err := weights.Write(pack(s.state()))
	return err
}

func (s Script) write(w io.Writer, imports []string, weights string) error {
	g := &gather{imports: append(imports, "import torch"), seen: map[string]bool{}}
	build, err := s.build(g)
	if err != nil {
		return err
	}
	g.add("weights")
	g.add("saved")
	if s.Training == nil {
		g.add("show")
	} else {
		g.add("training")
		build = s.Training.settings(s) + "\n\n" + build
	}
	sections := append([]string{s.header(), g.importLines()}, g.bodies...)
	sections = append(sections, build, shapes(s.state())+"\n"+weights, s.main())
	_, err = io.WriteString(w, strings.Join(sections, "\n\n"))
	return err
}

// build writes the function that puts the flow together, and gathers the parts
// that this takes.
func (s Script) build(g *gather) (string, error) {
	base, err := constructBase(s.Base, s.Stack.Dim)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("def build():\n    \"\"\"The flow with the weights that it left bijou with.\"\"\"\n    layers = [\n")
	for i, l := range s.Stack.Layers {
		if leftOut(l) {
			fmt.Fprintf(&b, "        # left out: layer %d, %s, is off\n", i+1, l.Kind.Name)
			continue
		}
		by := ""
		if k, told := s.Stack.ToldBy(i); told {
			by = nameOf(s.Stack.Layers[k].ID)
		}
		c, err := construct(l, s.Stack.Dim, by)
		if err != nil {
			return "", err
		}
		g.addCall(c)
		fmt.Fprintf(&b, "%s,\n", c.indented("        "))
	}
	g.addCall(base)
	class, supports := s.class(g)
	fmt.Fprintf(&b, "    ]\n    flow = %s(%d, %s, layers%s%s)\n", class, s.Stack.Dim, base, supports, s.conditions())
	b.WriteString("    flow.load_state_dict(unpack(WEIGHTS, SHAPES))\n    return flow\n")
	return b.String(), nil
}

// leftOut tells whether a layer is no part of the script: it is off, and tells nothing.
func leftOut(l flows.Layer) bool { return l.Off && !l.Tells() }

// conditions is the argument that says how many numbers a condition is.
func (s Script) conditions() string {
	if s.Stack.Given == 0 {
		return ""
	}
	return fmt.Sprintf(", given=%d", s.Stack.Given)
}

// main is what the script does when it is run: it shows that it works.
func (s Script) main() string {
	if s.Training != nil {
		return "if __name__ == \"__main__\":\n    train()\n"
	}
	if s.Stack.Given > 0 { // there is nothing to sample by
		return "if __name__ == \"__main__\":\n    print(build())\n"
	}
	return "if __name__ == \"__main__\":\n    show(build())\n"
}

// addCall gathers the parts of a call; an activation in it is PyTorch's.
func (g *gather) addCall(c call) {
	for _, name := range c.parts {
		g.add(name)
	}
	if strings.Contains(c.String(), "F.") {
		g.imports = append(g.imports, "from torch.nn import functional as F")
	}
}
