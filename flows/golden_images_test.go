package flows

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"bijou/flows/nn"
)

// The layers of images against a program in PyTorch that shares no code with this
// one: testdata/images/make.py. It has convolutions of its own.
func TestLayersOfImagesFindTheNumbersOfPyTorch(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "images", "layers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			goldenCase
			Text  string
			Shape [3]int
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 13 {
		t.Errorf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			item, s := inDouble(parsed(t, c.Text)[0]), Shape{c.Shape[0], c.Shape[1], c.Shape[2]}
			c.check(t, func(p *nn.Params, _ int, _ hyper) Bijection { return item.over(p, s, 0, s.Size()) })
		})
	}
}
