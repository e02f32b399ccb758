package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/dennwc/iters"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/protocol/sip"
)

const callID = "SCL_*"

// byModule asks the functions of the protocol module in the order of livekit-server's ioservice_sip.go.
func byModule(l *line) (*answer, error) {
	var read = protojson.UnmarshalOptions{DiscardUnknown: true}
	trunks, err := readAll[livekit.SIPInboundTrunkInfo](l.State.Inbound, read)
	if err != nil {
		return nil, err
	}
	rules, err := readAll[livekit.SIPDispatchRuleInfo](l.State.Rules, read)
	if err != nil {
		return nil, err
	}
	return evaluated(requestOf(l.Call), trunks, rules), nil
}

func readAll[T any, P interface {
	*T
	proto.Message
}](raw []json.RawMessage, options protojson.UnmarshalOptions) ([]P, error) {
	var all []P
	for _, text := range raw {
		message := P(new(T))
		if err := options.Unmarshal(text, message); err != nil {
			return nil, err
		}
		all = append(all, message)
	}
	return all, nil
}

// requestOf fills both the call and the older fields beside it, as livekit-sip does.
func requestOf(c call) *rpc.EvaluateSIPDispatchRulesRequest {
	return &rpc.EvaluateSIPDispatchRulesRequest{
		Call: &rpc.SIPCall{
			LkCallId: callID,
			SourceIp: c.IP,
			From:     &livekit.SIPUri{User: c.From, Host: c.Host},
			To:       &livekit.SIPUri{User: c.To},
		},
		Pin:           c.Pin,
		NoPin:         c.NoPin,
		SipCallId:     callID,
		CallingNumber: c.From,
		CallingHost:   c.Host,
		CalledNumber:  c.To,
		SrcAddress:    c.IP,
	}
}

func evaluated(req *rpc.EvaluateSIPDispatchRulesRequest, trunks []*livekit.SIPInboundTrunkInfo, rules []*livekit.SIPDispatchRuleInfo) *answer {
	call := req.SIPCall()
	if _, err := netip.ParseAddr(call.SourceIp); call.SourceIp != "" && err != nil {
		return failed(&answer{}, err)
	}
	listed := (&livekit.ListSIPInboundTrunkRequest{Numbers: []string{call.To.User}}).FilterSlice(trunks)
	trunk, err := sip.MatchTrunkIter(iters.Slice(listed), call)
	if err != nil {
		return failed(&answer{}, err)
	}
	a := &answer{}
	wanted := &livekit.ListSIPDispatchRuleRequest{}
	if trunk != nil {
		prompt, _ := sip.InboundTrunkAuthPrompt(trunk)
		a.Trunk, a.Auth = orNull(trunk.SipTrunkId), prompt.Username != "" && prompt.Password != ""
		if trunk.SipTrunkId != "" {
			wanted.TrunkIds = []string{trunk.SipTrunkId}
		}
	}
	best, err := sip.MatchDispatchRuleIter(trunk, iters.Slice(filtered(wanted, rules)), req)
	if none := (*sip.ErrNoDispatchMatched)(nil); errors.As(err, &none) {
		a.Outcome, a.Why = "drop", err.Error()
		return a
	} else if err != nil {
		return failed(a, err)
	}
	response, err := dispatched(trunk, best, req)
	if err != nil {
		return failed(a, err)
	}
	return accepted(a, response, best)
}

// filtered is the listing by trunk: FilterSlice would also want ids of rules.
func filtered(request *livekit.ListSIPDispatchRuleRequest, rules []*livekit.SIPDispatchRuleInfo) []*livekit.SIPDispatchRuleInfo {
	var kept []*livekit.SIPDispatchRuleInfo
	for _, rule := range rules {
		if request.Filter(rule) {
			kept = append(kept, rule)
		}
	}
	return kept
}

// dispatched is the answer of the module as it can be sent: it must be valid UTF-8, and a panic of the module is no answer.
func dispatched(trunk *livekit.SIPInboundTrunkInfo, rule *livekit.SIPDispatchRuleInfo, req *rpc.EvaluateSIPDispatchRulesRequest) (response *rpc.EvaluateSIPDispatchRulesResponse, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	response, err = sip.EvaluateDispatchRule("", trunk, rule, req)
	if err == nil {
		_, err = proto.Marshal(response)
	}
	return response, err
}

func failed(a *answer, err error) *answer {
	a.Outcome, a.Why = "error", err.Error()
	return a
}

var random = regexp.MustCompile(`_[0-9A-Za-z]{12}$`)

func isRandom(rule *livekit.SIPDispatchRuleInfo) bool {
	switch choice := rule.GetRule().GetRule().(type) {
	case *livekit.SIPDispatchRule_DispatchRuleIndividual:
		return !choice.DispatchRuleIndividual.NoRandomness
	case *livekit.SIPDispatchRule_DispatchRuleCallee:
		return choice.DispatchRuleCallee.Randomize
	}
	return false
}

func accepted(a *answer, response *rpc.EvaluateSIPDispatchRulesResponse, rule *livekit.SIPDispatchRuleInfo) *answer {
	a.Rule = orNull(response.SipDispatchRuleId)
	switch response.Result {
	case rpc.SIPDispatchResult_DROP:
		a.Outcome, a.Rule = "drop", nil
	case rpc.SIPDispatchResult_REQUEST_PIN:
		a.Outcome = "pin"
	case rpc.SIPDispatchResult_ACCEPT:
		a.Outcome = "accept"
		room := response.RoomName
		if isRandom(rule) {
			room = random.ReplaceAllString(room, "_*")
		}
		a.Room = &room
		a.Participant = &participant{
			Identity:   response.ParticipantIdentity,
			Name:       response.ParticipantName,
			Metadata:   response.ParticipantMetadata,
			Attributes: response.ParticipantAttributes,
		}
	default:
		a.Outcome = strings.ToLower(response.Result.String())
	}
	return a
}
