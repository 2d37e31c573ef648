package main

import (
	"os"
	"regexp"
	"testing"
)

// An assembler takes Y16 for AVX-512 and encodes it so; a processor that has AVX2
// alone stops the program there.
func TestAVX2KernelsUseNoRegisterOfAVX512(t *testing.T) {
	text, err := os.ReadFile("../avx2_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`.*\b([XY](1[6-9]|2\d|3[01])|[ZK]\d+)\b.*`).Find(text); found != nil {
		t.Errorf("%s", found)
	}
}
