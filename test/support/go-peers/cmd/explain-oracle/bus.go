package main

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
)

// onBus asks the server that listens on a Redis first for the trunk's password, then for the rule, as livekit-sip does for each call. The rules of a
// line are only looked at for whether their rooms end in a random part.
func onBus(address string) (evaluator, error) {
	bus := psrpc.NewRedisMessageBus(redis.NewClient(&redis.Options{Addr: address}))
	client, err := rpc.NewIOInfoClient(bus)
	if err != nil {
		return nil, err
	}
	return func(l *line) (*answer, error) {
		rules, err := readAll[livekit.SIPDispatchRuleInfo](l.State.Rules, protojson.UnmarshalOptions{DiscardUnknown: true})
		if err != nil {
			return nil, err
		}
		return askedAgain(client, requestOf(l.Call), rules)
	}, nil
}

const patience = 5 * time.Second

// askedAgain asks until somebody answers: a client that has just begun may not hear what it is answered.
func askedAgain(client rpc.IOInfoClient, req *rpc.EvaluateSIPDispatchRulesRequest, rules []*livekit.SIPDispatchRuleInfo) (*answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		a, err := asked(ctx, client, req, rules)
		if err == nil || ctx.Err() != nil {
			return a, err
		}
	}
}

func asked(ctx context.Context, client rpc.IOInfoClient, req *rpc.EvaluateSIPDispatchRulesRequest, rules []*livekit.SIPDispatchRuleInfo) (*answer, error) {
	call := req.SIPCall()
	prompt, err := client.GetSIPTrunkAuthentication(ctx, &rpc.GetSIPTrunkAuthenticationRequest{
		Call:       call,
		SipCallId:  call.LkCallId,
		From:       call.From.User,
		FromHost:   call.From.Host,
		To:         call.To.User,
		SrcAddress: call.SourceIp,
	})
	if err != nil {
		return refused(&answer{}, err)
	}
	a := &answer{Trunk: orNull(prompt.SipTrunkId), Auth: prompt.Username != "" && prompt.Password != ""}
	req.SipTrunkId = prompt.SipTrunkId
	response, err := client.EvaluateSIPDispatchRules(ctx, req)
	if err != nil {
		return refused(a, err)
	}
	if trunk := orNull(response.SipTrunkId); (trunk == nil) != (a.Trunk == nil) || (trunk != nil && *trunk != *a.Trunk) {
		return failed(a, errors.New("the server names two trunks for one call")), nil
	}
	var rule *livekit.SIPDispatchRuleInfo
	for _, known := range rules {
		if known.SipDispatchRuleId == response.SipDispatchRuleId {
			rule = known
		}
	}
	return accepted(a, response, rule), nil
}

// refused tells a server's own error from one of the bus, which says nothing of the call.
func refused(a *answer, err error) (*answer, error) {
	var told psrpc.Error
	if errors.As(err, &told) && (told.Code() == psrpc.Unavailable || told.Code() == psrpc.DeadlineExceeded) {
		return nil, err
	}
	return failed(a, err), nil
}
