package main

import (
	"context"
	"errors"
	"sync"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// outcome is what the test makes of a request: it failed with a SIP status or with an error of the bus, or else it went well; the
// participant then is the one that was dialled.
type outcome struct {
	Sip         int    `json:"sip"`
	Code        string `json:"code"`
	Text        string `json:"text"`
	Participant string `json:"participant"`
}

// bridge answers what the server asks of livekit-sip. The server waits for that answer; the test gives it.
type bridge struct {
	tokens tokenMaker
	topics rpc.SIPInternalServer

	lock    sync.Mutex
	latest  int
	waiting map[int]chan outcome
}

func newBridge(tokens tokenMaker) *bridge {
	return &bridge{tokens: tokens, waiting: map[int]chan outcome{}}
}

// CreateSIPParticipant is the server's wish to dial.
func (b *bridge) CreateSIPParticipant(
	ctx context.Context, wanted *rpc.InternalCreateSIPParticipantRequest,
) (*rpc.InternalCreateSIPParticipantResponse, error) {
	token, err := b.tokens.outbound(wanted)
	if err != nil {
		return nil, err
	}
	if err := b.topics.RegisterTransferSIPParticipantTopic(wanted.SipCallId); err != nil {
		return nil, err
	}
	end, err := b.ask(ctx, map[string]any{"event": "dial", "call": wanted.SipCallId, "wanted": asJSON(wanted), "token": token})
	if err != nil {
		return nil, err
	}
	return &rpc.InternalCreateSIPParticipantResponse{
		ParticipantId:       end.Participant,
		ParticipantIdentity: wanted.ParticipantIdentity,
		SipCallId:           wanted.SipCallId,
	}, nil
}

// TransferSIPParticipant is the server's wish to send a REFER.
func (b *bridge) TransferSIPParticipant(ctx context.Context, wanted *rpc.InternalTransferSIPParticipantRequest) (*emptypb.Empty, error) {
	_, err := b.ask(ctx, map[string]any{"event": "transfer", "call": wanted.SipCallId, "wanted": asJSON(wanted)})
	return &emptypb.Empty{}, err
}

// ask hands a request to the test and waits for what becomes of it.
func (b *bridge) ask(ctx context.Context, event map[string]any) (outcome, error) {
	b.lock.Lock()
	b.latest++
	id := b.latest
	decided := make(chan outcome, 1)
	b.waiting[id] = decided
	b.lock.Unlock()
	event["id"] = id
	tell(event)
	select {
	case end := <-decided:
		return end, end.failure()
	case <-ctx.Done():
		tell(map[string]any{"event": "given-up", "id": id})
		return outcome{}, ctx.Err()
	}
}

func (b *bridge) decide(id int, end outcome) {
	b.lock.Lock()
	decided := b.waiting[id]
	delete(b.waiting, id)
	b.lock.Unlock()
	if decided != nil {
		decided <- end
	}
}

// failure is the error as livekit-sip returns it: the SIP status itself, which carries its code and words as details through the bus.
func (o outcome) failure() error {
	if o.Sip != 0 {
		return &livekit.SIPStatus{Code: livekit.SIPStatusCode(o.Sip), Status: o.Text}
	}
	if o.Code != "" {
		return psrpc.NewError(psrpc.ErrorCode(o.Code), errors.New(o.Text))
	}
	return nil
}
