package logstest

import (
	"net/url"
	"strings"
)

// Secret is a private value that stands in a trader's logs.
type Secret struct {
	Class string // user, email, iban, phone, ip, holder, account, address, wif, xprv
	Value string // exactly as the logs spell it
}

// secrets are the trader's private values by what they are.
type secrets struct {
	holder, email, iban, bic, phone, account, street, wif, xprv, ip4, ip6, escaped string
}

// Planted lists the private values that stand in every file that t writes, as
// they are spelled there: none may survive redaction. The user name of a
// trader called like an ordinary word ("user") is listed too; such a name is
// private in paths only.
func Planted(t Trader) []Secret {
	t = t.filled()
	s := t.secrets()
	list := []Secret{
		{"user", t.Name},
		{"email", s.email},
		{"iban", s.iban},
		{"phone", s.phone},
		{"ip", s.ip4},
		{"ip", s.ip6},
		{"holder", s.holder},
		{"account", s.account},
		{"address", s.street},
		{"wif", s.wif},
		{"xprv", s.xprv},
	}
	if s.escaped != t.Name {
		list = append(list, Secret{"user", s.escaped})
	}
	return list
}

func (t Trader) secrets() secrets {
	r := t.rand("secrets")
	given := []string{"Marisol", "Bastian", "Noémie", "Thorbjørn", "Zofia", "Radmila"}
	family := []string{"Quintero Haas", "Rehkopf", "Vauquelin", "Østergren", "Wiśniowska", "Kratochvílová"}
	domains := []string{"posteo.example", "mail.example.org", "kasse.example.net"}
	streets := []string{"Lindenufer", "Calle Olmo", "Rue des Tanneurs", "Rua da Figueira"}
	first, last := given[r.IntN(len(given))], family[r.IntN(len(family))]
	return secrets{
		holder:  first + " " + last,
		email:   "konto." + digits(r, 5) + "@" + domains[r.IntN(len(domains))],
		iban:    iban(r),
		bic:     "TESTDEFFXXX",
		phone:   "+49 1512 " + digits(r, 7),
		account: digits(r, 10),
		street:  streets[r.IntN(len(streets))] + " " + digits(r, 3),
		wif:     wif(r),
		xprv:    xprv(r),
		ip4:     "203.0.113." + string(byte('1'+r.IntN(9))) + digits(r, 1),
		ip6:     "2001:db8:" + randomHex(r, 4) + "::" + string(byte('1'+r.IntN(9))) + "f",
		escaped: strings.ReplaceAll(url.PathEscape(t.Name), "+", "%20"),
	}
}
