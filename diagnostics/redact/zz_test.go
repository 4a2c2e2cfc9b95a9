package redact

import ("testing";"fmt")

func TestZZ(t *testing.T) {
	for _, in := range []string{"/Volumes//[user-1]/USERNAME=[user-2] HEX=priv HEX=\t+(}\r\n[ip-1]\\\\"} {
		r, _ := newRules(Support, nil)
		s := &scanner{rules: r, known: func(string) bool { return false }}
		f, n := s.window(&window{data: []byte(in), limit: len(in), eof: true})
		for _, m := range f { fmt.Printf("%q %+v\n", in[m.start:m.end], m) }
		fmt.Println(n)
	}
}
