package kernel_test

import (
	"strings"
	"testing"

	"bijou/flows/ad/kernel"
)

func TestPlainGoIsAlwaysThereAndSlowest(t *testing.T) {
	names := kernel.Available()
	if names[len(names)-1] != kernel.Go {
		t.Errorf("kernels %v", names)
	}
}

func TestChooseForcesAKernel(t *testing.T) {
	onEach(t, func(t *testing.T) {
		if !strings.HasSuffix(t.Name(), "/"+kernel.Name()) {
			t.Errorf("%s is in use", kernel.Name())
		}
	})
}

func TestTheEmptyNameChoosesTheFastest(t *testing.T) {
	defer choose(t, kernel.Name())
	choose(t, kernel.Go)
	choose(t, "")
	if kernel.Name() != kernel.Available()[0] {
		t.Errorf("%s is in use", kernel.Name())
	}
}

func TestAnUnknownKernelIsAnErrorAndChangesNothing(t *testing.T) {
	before := kernel.Name()
	err := kernel.Choose("sse")
	if err == nil || !strings.Contains(err.Error(), `there is no kernel "sse": choose `) {
		t.Errorf("error %v", err)
	}
	if kernel.Name() != before {
		t.Errorf("%s is in use", kernel.Name())
	}
}

func TestSpinCountsMoreOperationsOnWiderKernels(t *testing.T) {
	last := 0
	onEach(t, func(t *testing.T) {
		flops := kernel.Spin(3)
		if flops <= 0 || last != 0 && flops >= last {
			t.Errorf("%d operations after %d", flops, last)
		}
		last = flops
	})
}
