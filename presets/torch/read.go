package torch

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"bijou/model"
	"bijou/model/safetensors"
	"bijou/presets/reading"
)

// distributedPrefix stands before the names of a module that was trained by several processes.
const distributedPrefix = "module."

// unitsTolerance is how far units may be apart that are the same.
const unitsTolerance = 1e-9

// Weights reads the state of a flow that the script wrote, and returns θ with it: layers.i.name
// is (i+1).name of a run, counted over the layers that are on. What the state lacks, or has
// beyond the flow, is an error, and so are other units of the data.
func (s Script) Weights(tensors map[string]safetensors.Tensor) ([]float64, error) {
	given := map[string]safetensors.Tensor{}
	for name, t := range tensors {
		given[strings.TrimPrefix(name, distributedPrefix)] = t
	}
	out := s
	out.Theta = slices.Clone(s.Theta)
	for i, want := range out.state() {
		got, ok := given[want.name]
		if !ok {
			return nil, fmt.Errorf("the weights lack %s: they are of another flow than the run", want.name)
		}
		delete(given, want.name)
		if !slices.Equal(got.Shape, want.shape) {
			return nil, fmt.Errorf("%s is %v and would be %v: the weights are of another flow than the run", want.name, got.Shape, want.shape)
		}
		if i < s.unitTensors() {
			if !near(got.Data, want.data) {
				return nil, fmt.Errorf("%s differs from that of the run: the weights are for data in other units", want.name)
			}
			continue
		}
		for k, v := range got.Data {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s holds what is no number", want.name)
			}
			if want.free == nil || want.free[k] != 0 { // what a mask hides PyTorch may have moved
				want.data[k] = v
			}
		}
	}
	for name := range given {
		return nil, fmt.Errorf("the run has no %s: the weights are of another flow", reading.Clean(name))
	}
	return out.Theta, nil
}

// unitTensors is how many entries of the state are units: those before the layers.
func (s Script) unitTensors() int {
	if s.Stack.Given > 0 {
		return 4
	}
	return 2
}

// near tells whether numbers are the same but for the last digits, as after single precision.
func near(a, b []float64) bool {
	for i, v := range a {
		if !(math.Abs(v-b[i]) <= unitsTolerance*max(1, math.Abs(b[i])) || float32(v) == float32(b[i])) {
			return false
		}
	}
	return true
}

// ReadWeights reads a file of the state of a flow. A pickle of torch.save is not read, as it
// may hold code.
func ReadWeights(path string) (map[string]safetensors.Tensor, error) {
	const do = "give what save_weights(flow, \"weights.safetensors\") of the exported Python wrote"
	bad := func(what string, err error) error {
		return &reading.BadFileError{File: reading.Clean(path), What: what, Do: do, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, bad("cannot be read", err)
	case !info.Mode().IsRegular() || info.Size() > safetensors.MaxBytes:
		return nil, bad("is no file of weights", nil)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, bad("cannot be read", err)
	}
	if strings.HasPrefix(string(data), "PK\x03\x04") || strings.HasPrefix(string(data), "\x80\x02") {
		return nil, bad("is a pickle of torch.save, which may hold code", nil)
	}
	file, err := safetensors.Decode(data)
	if err != nil {
		return nil, bad(fmt.Sprintf("holds no weights of float64 in the safetensors format: %v", err), nil)
	}
	return file.Tensors, nil
}

// Take puts weights that PyTorch learnt into a run, which goes on from them.
func Take(f *model.Fit, tensors map[string]safetensors.Tensor) error {
	theta, err := Of(f.Snapshot()).Weights(tensors)
	if err != nil {
		return err
	}
	return f.TakeWeights(theta)
}
