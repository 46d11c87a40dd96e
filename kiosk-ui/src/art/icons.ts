import type { FunctionalComponent, SVGAttributes } from 'vue'
import CounterClockwise from '~icons/ph/arrow-counter-clockwise-duotone'
import Baby from '~icons/ph/baby-duotone'
import Bank from '~icons/ph/bank-duotone'
import Barn from '~icons/ph/barn-duotone'
import Briefcase from '~icons/ph/briefcase-duotone'
import Building from '~icons/ph/building-duotone'
import BuildingOffice from '~icons/ph/building-office-duotone'
import Buildings from '~icons/ph/buildings-duotone'
import CalendarBlank from '~icons/ph/calendar-blank-duotone'
import CalendarCheck from '~icons/ph/calendar-check-duotone'
import CalendarX from '~icons/ph/calendar-x-duotone'
import Car from '~icons/ph/car-duotone'
import CarProfile from '~icons/ph/car-profile-duotone'
import Certificate from '~icons/ph/certificate-duotone'
import ChartBar from '~icons/ph/chart-bar-duotone'
import ChatText from '~icons/ph/chat-circle-text-duotone'
import Chats from '~icons/ph/chats-circle-duotone'
import CheckCircle from '~icons/ph/check-circle-duotone'
import Clock from '~icons/ph/clock-countdown-duotone'
import Coins from '~icons/ph/coins-duotone'
import Crane from '~icons/ph/crane-duotone'
import CurrencyCny from '~icons/ph/currency-cny-duotone'
import DeviceMobile from '~icons/ph/device-mobile-duotone'
import Door from '~icons/ph/door-open-duotone'
import FileDashed from '~icons/ph/file-dashed-duotone'
import FilePlus from '~icons/ph/file-plus-duotone'
import FileText from '~icons/ph/file-text-duotone'
import Files from '~icons/ph/files-duotone'
import FirstAid from '~icons/ph/first-aid-duotone'
import FirstAidKit from '~icons/ph/first-aid-kit-duotone'
import Gavel from '~icons/ph/gavel-duotone'
import HandCoins from '~icons/ph/hand-coins-duotone'
import HandHeart from '~icons/ph/hand-heart-duotone'
import HandPalm from '~icons/ph/hand-palm-duotone'
import Handshake from '~icons/ph/handshake-duotone'
import HardHat from '~icons/ph/hard-hat-duotone'
import HeartBreak from '~icons/ph/heart-break-duotone'
import Heartbeat from '~icons/ph/heartbeat-duotone'
import Hourglass from '~icons/ph/hourglass-medium-duotone'
import House from '~icons/ph/house-duotone'
import HouseLine from '~icons/ph/house-line-duotone'
import IdCard from '~icons/ph/identification-card-duotone'
import Key from '~icons/ph/key-duotone'
import MapPinLine from '~icons/ph/map-pin-line-duotone'
import Money from '~icons/ph/money-duotone'
import MoneyWavy from '~icons/ph/money-wavy-duotone'
import Motorcycle from '~icons/ph/motorcycle-duotone'
import NotePencil from '~icons/ph/note-pencil-duotone'
import Plant from '~icons/ph/plant-duotone'
import Question from '~icons/ph/question-duotone'
import Receipt from '~icons/ph/receipt-duotone'
import Scales from '~icons/ph/scales-duotone'
import Scroll from '~icons/ph/scroll-duotone'
import SealCheck from '~icons/ph/seal-check-duotone'
import ShieldCheck from '~icons/ph/shield-check-duotone'
import ShieldWarning from '~icons/ph/shield-warning-duotone'
import ShoppingCart from '~icons/ph/shopping-cart-duotone'
import SignOut from '~icons/ph/sign-out-duotone'
import Signature from '~icons/ph/signature-duotone'
import Stamp from '~icons/ph/stamp-duotone'
import Storefront from '~icons/ph/storefront-duotone'
import Student from '~icons/ph/student-duotone'
import TrafficCone from '~icons/ph/traffic-cone-duotone'
import TrafficSign from '~icons/ph/traffic-sign-duotone'
import Tree from '~icons/ph/tree-duotone'
import TreeStructure from '~icons/ph/tree-structure-duotone'
import Users from '~icons/ph/users-duotone'
import UsersThree from '~icons/ph/users-three-duotone'
import Wallet from '~icons/ph/wallet-duotone'
import WarningCircle from '~icons/ph/warning-circle-duotone'
import EnvelopeOpen from '~icons/ph/envelope-open-duotone'
import Footprints from '~icons/ph/footprints-duotone'
import Headset from '~icons/ph/headset-duotone'
import MagnifyingGlass from '~icons/ph/magnifying-glass-duotone'
import MapTrifold from '~icons/ph/map-trifold-duotone'
import Megaphone from '~icons/ph/megaphone-duotone'
import XCircle from '~icons/ph/x-circle-duotone'

type Icon = FunctionalComponent<SVGAttributes>

// The icons that content may name for a theme or a choice ("icon").
const icons: Record<string, Icon> = {
  'arrow-counter-clockwise': CounterClockwise,
  baby: Baby,
  bank: Bank,
  barn: Barn,
  briefcase: Briefcase,
  building: Building,
  'building-office': BuildingOffice,
  buildings: Buildings,
  'calendar-blank': CalendarBlank,
  'calendar-check': CalendarCheck,
  'calendar-x': CalendarX,
  car: Car,
  'car-profile': CarProfile,
  certificate: Certificate,
  'chart-bar': ChartBar,
  'chat-circle-text': ChatText,
  'chats-circle': Chats,
  'check-circle': CheckCircle,
  'clock-countdown': Clock,
  coins: Coins,
  crane: Crane,
  'currency-cny': CurrencyCny,
  'device-mobile': DeviceMobile,
  'door-open': Door,
  'envelope-open': EnvelopeOpen,
  'file-dashed': FileDashed,
  'file-plus': FilePlus,
  'file-text': FileText,
  files: Files,
  'first-aid': FirstAid,
  'first-aid-kit': FirstAidKit,
  footprints: Footprints,
  gavel: Gavel,
  'hand-coins': HandCoins,
  'hand-heart': HandHeart,
  'hand-palm': HandPalm,
  handshake: Handshake,
  'hard-hat': HardHat,
  headset: Headset,
  'heart-break': HeartBreak,
  heartbeat: Heartbeat,
  'hourglass-medium': Hourglass,
  house: House,
  'house-line': HouseLine,
  'identification-card': IdCard,
  key: Key,
  'magnifying-glass': MagnifyingGlass,
  'map-pin-line': MapPinLine,
  'map-trifold': MapTrifold,
  megaphone: Megaphone,
  money: Money,
  'money-wavy': MoneyWavy,
  motorcycle: Motorcycle,
  'note-pencil': NotePencil,
  plant: Plant,
  question: Question,
  receipt: Receipt,
  scales: Scales,
  scroll: Scroll,
  'seal-check': SealCheck,
  'shield-check': ShieldCheck,
  'shield-warning': ShieldWarning,
  'shopping-cart': ShoppingCart,
  'sign-out': SignOut,
  signature: Signature,
  stamp: Stamp,
  storefront: Storefront,
  student: Student,
  'traffic-cone': TrafficCone,
  'traffic-sign': TrafficSign,
  tree: Tree,
  'tree-structure': TreeStructure,
  users: Users,
  'users-three': UsersThree,
  wallet: Wallet,
  'warning-circle': WarningCircle,
  'x-circle': XCircle,
}

// themeIcon gives the icon that content named, the scales for an unknown name.
export function themeIcon(name: string): Icon {
  return icons[name] ?? Scales
}
