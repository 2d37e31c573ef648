// Types checks the types of the program for other systems than this one, each named
// as GOOS/GOARCH, without making code of it and of all that it imports: that takes
// minutes for each where nothing is in the cache.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	here, err := os.Getwd()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	wrong := 0
	for _, system := range os.Args[1:] {
		wrong += check(system, here)
	}
	if wrong > 0 {
		os.Exit(1)
	}
}

// check prints what is wrong on a system and returns how many faults there are.
func check(system, here string) (wrong int) {
	goos, goarch, _ := strings.Cut(system, "/")
	own, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax,
		Env:  append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0"),
		ParseFile: func(fset *token.FileSet, name string, text []byte) (*ast.File, error) {
			return parse(fset, name, text, here)
		},
	}, "./...")
	if err != nil {
		fmt.Println(system+":", err)
		return 1
	}
	for _, p := range own { // the others have lost what uses their imports
		for _, e := range p.Errors {
			fmt.Printf("%s: %v\n", system, e)
			wrong++
		}
	}
	fmt.Printf("%s: %d packages\n", system, len(own))
	return wrong
}

// parse reads a file, of another module only what it declares.
func parse(fset *token.FileSet, name string, text []byte, here string) (*ast.File, error) {
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err == nil && !strings.HasPrefix(name, here) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				f.Body = nil
			}
		}
	}
	return file, err
}
