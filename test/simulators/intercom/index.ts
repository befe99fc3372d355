export {
	IntercomSimulator,
	type AttachmentView,
	type CompanyView,
	type ContactView,
	type IntercomSimulatorOptions,
	type WriteCounts,
} from './simulator';
export type { DataAttribute } from './attributes';
export type { RecordWrites } from './workspace';
