import type { Component } from 'vue'
import ClockScene from './ClockScene.vue'
import FamilyScene from './FamilyScene.vue'
import HallScene from './HallScene.vue'
import HomeScene from './HomeScene.vue'
import InjuryScene from './InjuryScene.vue'
import LoanScene from './LoanScene.vue'
import RentScene from './RentScene.vue'
import RoadScene from './RoadScene.vue'
import WagesScene from './WagesScene.vue'

// The drawings that content may name for a slide (slides.toml, "art").
export const scenes: Record<string, Component> = {
  wages: WagesScene,
  contract: LoanScene,
  injury: InjuryScene,
  divorce: HomeScene,
  home: HomeScene,
  custody: FamilyScene,
  family: FamilyScene,
  inheritance: FamilyScene,
  road: RoadScene,
  traffic: RoadScene,
  loan: LoanScene,
  guarantee: LoanScene,
  rent: RentScene,
  clock: ClockScene,
  deadline: ClockScene,
  hall: HallScene,
  help: HallScene,
}

const all = [HallScene, WagesScene, ClockScene, HomeScene, RoadScene, LoanScene, InjuryScene, RentScene, FamilyScene]

// sceneFor gives the drawing that content named; for an unknown name one of
// all, in turn.
export function sceneFor(name: string, turn: number): Component {
  return scenes[name] ?? all[turn % all.length] ?? HallScene
}
