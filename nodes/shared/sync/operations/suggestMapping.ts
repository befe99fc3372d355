import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { askCortex, askPortkey } from '../../../../engine/enrichment/model/ask';
import { suggestFieldMap, type AskModel } from '../../../../engine/mapping/suggest';
import { PortkeyGateway } from '../../../../engine/systems/portkey';
import { SnowflakeSql } from '../../../../engine/systems/snowflake';
import type { Traffic } from '../../../../engine/traffic';
import { connect } from '../../clients';
import { portkeyCredentials, snowflakeCredentials } from '../../models/credentials';
import { fromAll } from '../../results';
import type { SyncRoute } from '../route';

/** Suggest Mapping: one item per row that a model proposes, and one with all of them as a field map. */
export async function suggestMapping(route: SyncRoute, context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const object = context.getNodeParameter('suggestObject', 0) as string;
	const { source, destination, traffic } = await connect(route, context, {});
	const signal = context.getExecutionCancelSignal();
	try {
		const { sourceObject, destinationObject } = route.routes[object];
		const [from, to] = await Promise.all([
			source.describe(sourceObject, signal),
			destination.describe(destinationObject, signal),
		]);
		const suggestion = await suggestFieldMap(
			{ source: from, destination: to },
			await modelOf(context, traffic),
			signal,
		);
		const { rows, fieldMap, dropped, tokens, problem } = suggestion;
		const items = rows.map((row): IDataObject => ({ object, [`${route.key}Object`]: destinationObject, ...row }));
		const summary: IDataObject = {
			object: 'Suggestion',
			rows: rows.length,
			dropped,
			tokens,
			...(problem === undefined ? {} : { problem }),
			fieldMap: JSON.parse(JSON.stringify(fieldMap)) as IDataObject,
		};
		return [fromAll([...items, summary], context.getInputData().length), []];
	} finally {
		destination.close();
	}
}

async function modelOf(context: IExecuteFunctions, traffic: Traffic): Promise<AskModel> {
	if (context.getNodeParameter('suggestWith', 0) === 'portkey')
		return askPortkey(new PortkeyGateway(await portkeyCredentials(context), traffic));
	const model = context.getNodeParameter('cortexModel', 0) as string;
	return askCortex(new SnowflakeSql(await snowflakeCredentials(context), traffic), model);
}
