package acting

import "bijou/model"

func init() {
	model.Register(&policyKind)
	model.Register(&reinforceKind)
	model.Register(&returnsKind)
	model.Register(&fittedKind)
}
