// The asm command writes the vector kernels of package kernel: the same
// programs once for AVX-512 and once for AVX2 with FMA, as Go assembly, and the
// Go file that calls them. It is a module of its own so that the assembler it
// is built on never enters the graph of the program.
//
// Nearly everything is written once against machine, an instruction set seen
// as a few operations on vectors. The two outputs do the same roundings in the
// same order, so they agree bit for bit.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

func main() {
	dir := flag.String("dir", "..", "folder to write to")
	flag.Parse()
	if err := generate(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "asm:", err)
		os.Exit(1)
	}
}

func generate(dir string) error {
	config := printer.Config{Name: "asm", Pkg: "kernel"}
	for _, set := range []set{avx512, avx2} {
		m := newMachine(set)
		emit(m)
		file, err := m.Result()
		if err != nil {
			return err
		}
		if err := pass.Compile.Execute(file); err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
		for name, p := range map[string]printer.Printer{
			set.name + "_amd64.s":  printer.NewGoAsm(config),
			set.name + "_amd64.go": printer.NewStubs(config),
		} {
			text, err := p.Print(file)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func emit(m *machine) {
	m.strip()
	m.pack()
	m.dots()
	m.peak()
}
