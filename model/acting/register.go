package acting

import "bijou/model"

func init() {
	model.Register(&policyKind)
	model.Register(&returnsKind)
}
