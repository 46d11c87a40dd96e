package fleet

import "slices"

// Role says what a user may do: nothing but what the table below gives it.
type Role string

// The roles.
const (
	Operator   Role = "operator" // runs the fleet: kiosks, commands, audit, figures, roster; never what citizens and lawyers say to each other
	Viewer     Role = "viewer"   // sees the fleet and the figures
	RoleLawyer Role = "lawyer"   // works at the desk, and nothing else
	RoleLead   Role = "lead"     // a lawyer who also leads the team
)

// Roles lists all roles.
func Roles() []Role { return []Role{Operator, Viewer, RoleLawyer, RoleLead} }

// Right is a group of things that a door does for those who have it.
type Right string

// The rights.
const (
	SignedIn       Right = "signed-in"       // one's own session, titles of guides and forms, news of what one may see
	SeeFleet       Right = "fleet.see"       // kiosks, centres, what they report
	CommandKiosks  Right = "kiosk.command"   // send commands to kiosks
	ReadAudit      Right = "audit.read"      // read what people did
	WorkAtDesk     Right = "desk.work"       // answer calls, see what citizens consented to show, do the tasks that follow
	SeeRoster      Right = "roster.see"      // lawyers and their shifts
	EditRoster     Right = "roster.edit"     // change shifts
	SeeMeetings    Right = "meetings.see"    // figures of calls by county and hour, without people
	SeeTeam        Right = "team.see"        // figures of each lawyer
	HearRecordings Right = "recordings.hear" // hear and delete recordings
	SeeCivic       Right = "civic.see"       // figures of opinions and ratings, low ratings
	ReadOpinions   Right = "opinions.read"   // free texts on drafts, which are written to the authority
	RightRatings   Right = "ratings.right"   // note that a low rating was put right
)

// rightsOf is the table of permissions. Roles do not include each other: an
// operator may do much, and yet not read what a citizen told a lawyer.
func rightsOf(r Role) []Right {
	switch r {
	case Operator:
		return []Right{SignedIn, SeeFleet, CommandKiosks, ReadAudit, SeeRoster, EditRoster, SeeMeetings, SeeCivic, ReadOpinions, RightRatings}
	case Viewer:
		return []Right{SignedIn, SeeFleet, SeeMeetings, SeeCivic}
	case RoleLawyer:
		return []Right{SignedIn, WorkAtDesk, SeeRoster}
	case RoleLead:
		return []Right{SignedIn, WorkAtDesk, SeeRoster, EditRoster, SeeMeetings, SeeTeam, HearRecordings}
	}
	return nil
}

// May reports whether the role has a right.
func (r Role) May(right Right) bool { return slices.Contains(rightsOf(r), right) }

// NeedsCode reports whether users of the role must always sign in with a
// second factor: those who see what citizens tell in confidence.
func (r Role) NeedsCode() bool { return r.May(WorkAtDesk) }

// Has lists the roles that have a right.
func (right Right) Has() []Role {
	var out []Role
	for _, r := range Roles() {
		if r.May(right) {
			out = append(out, r)
		}
	}
	return out
}
