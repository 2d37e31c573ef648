package kernel

import (
	"os"
	"strings"
	"testing"
)

func TestAKernelThatTheProcessorLacksIsAnError(t *testing.T) {
	k, err := find(AVX512, []string{AVX2, Go})
	if err == nil || err.Error() != "this processor cannot run the kernel avx512: choose avx2 or go" {
		t.Errorf("error %v", err)
	}
	if k != narrow {
		t.Errorf("kernel %v instead", k)
	}
}

// Go code that runs on dirty upper halves of registers becomes a hundred times
// slower on some processors.
func TestAssemblyCleansTheRegistersBeforeEveryReturn(t *testing.T) {
	for _, name := range []string{"avx512_amd64.s", "avx2_amd64.s"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines, returns := strings.Split(string(text), "\n"), 0
		for i, l := range lines {
			if strings.TrimSpace(l) == "RET" {
				returns++
				if strings.TrimSpace(lines[i-1]) != "VZEROUPPER" {
					t.Errorf("%s:%d returns without VZEROUPPER", name, i+1)
				}
			}
		}
		if returns < 20 {
			t.Errorf("%s has %d returns only", name, returns)
		}
	}
}
