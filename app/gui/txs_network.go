package gui

import "tradecase/app/gui/model"

// tellNetwork says on which network transactions are looked up, where it is
// not that of real bitcoin, and that a result is of another one.
func (t *txsPage) tellNetwork() {
	t.network.Say(model.OtherNetwork(t.p.w.setup.Settings))
	t.tell() // who is asked may be others now, too
}
