package proof

// What tests reach for.
var (
	Fold   = fold
	Target = target
)
