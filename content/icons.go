package content

// Icons gives the Phosphor icons that content may name for a theme or a choice:
// those that the kiosk's page holds (kiosk-ui/src/art/icons.ts; a test compares).
func Icons() []string {
	return []string{
		"arrow-counter-clockwise", "baby", "bank", "barn", "briefcase", "building", "building-office", "buildings",
		"calendar-blank", "calendar-check", "calendar-x", "car", "car-profile", "certificate", "chart-bar",
		"chat-circle-text", "chats-circle", "check-circle", "clock-countdown", "coins", "crane", "currency-cny",
		"device-mobile", "door-open", "envelope-open", "file-dashed", "file-plus", "file-text", "files", "first-aid",
		"first-aid-kit", "footprints", "gavel", "hand-coins", "hand-heart", "hand-palm", "handshake", "hard-hat",
		"headset", "heart-break", "heartbeat", "hourglass-medium", "house", "house-line", "identification-card", "key",
		"magnifying-glass", "map-pin-line", "map-trifold", "megaphone", "money", "money-wavy", "motorcycle", "note-pencil",
		"plant", "question", "receipt", "scales", "scroll", "seal-check", "shield-check", "shield-warning",
		"shopping-cart", "sign-out", "signature", "stamp", "storefront", "student", "traffic-cone", "traffic-sign", "tree",
		"tree-structure", "users", "users-three", "wallet", "warning-circle", "x-circle",
	}
}

// Scenes gives the drawings that content may name for a slide or a question
// (kiosk-ui/src/art/scenes.ts; a test compares).
func Scenes() []string {
	return []string{
		"wages", "contract", "injury", "divorce", "home", "custody", "family", "inheritance", "road", "traffic", "loan",
		"guarantee", "rent", "clock", "deadline", "hall", "help",
	}
}
