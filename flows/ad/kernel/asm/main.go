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
	files := map[string][]byte{"coefficients.go": coefficients()}
	config := printer.Config{Name: "asm", Pkg: "kernel"}
	for _, set := range []set{avx512, avx2} {
		m := newMachine(set)
		emit(m)
		file, err := m.Result()
		if err == nil {
			err = pass.Compile.Execute(file)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
		for extension, p := range map[string]printer.Printer{".s": printer.NewGoAsm(config), ".go": printer.NewStubs(config)} {
			if files[set.name+"_amd64"+extension], err = p.Print(file); err != nil {
				return err
			}
		}
		for name, write := range map[string]func([]callee) ([]byte, error){"vectors_amd64.go": dispatch, "vectors_other.go": without} {
			if files[name], err = write(m.callees); err != nil {
				return err
			}
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
