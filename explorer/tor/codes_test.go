package tor

import "testing"

// TestCodesAreAll holds the list to the table of texts, which has every code.
func TestCodesAreAll(t *testing.T) {
	ofTor, ofConnections := Codes()
	listed := map[Code]bool{}
	for _, code := range append(ofTor, ofConnections...) {
		if listed[code] {
			t.Errorf("%s is listed twice", code)
		}
		listed[code] = true
		if troubles[code][0] == "" {
			t.Errorf("%s has no text", code)
		}
	}
	for code := range troubles {
		if !listed[code] {
			t.Errorf("%s is not listed", code)
		}
	}
}
