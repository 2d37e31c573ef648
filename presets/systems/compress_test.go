package systems

import (
	"strings"
	"testing"
)

// After a few steps already the file comes back, and is as long as the flow says.
func TestCompressionIsExactAndAsShortAsTheFlowSays(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	figures, err := measureCompress([]Trained{{Best: shortly(t, "compress", 60)}, {Best: shortly(t, "compress-table", 200)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if (f.Name == "exact" || f.Name == "overhead" || f.Name == "weight_kib" || strings.HasPrefix(f.Name, "table_")) && !f.Met() {
			t.Errorf("%s is %.5f, bar %s %.4g", f.Name, float64(f.Value), f.Sense, float64(f.Bar))
		}
	}
	if bits := float64(figures[0].Value); bits < discreteBits-0.1 || bits > 2.6 {
		t.Errorf("%.3f bits a pixel", bits)
	}
}
