using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Core.Contracts;

/// <summary>
/// The contracts by name: the JSON Schema (2020-12) of each, exported from its record, and the check of a document
/// against it by the same rules.
/// </summary>
public static class ContractSchemas
{
    private const string TypeMember = "type";
    private const string StatementTypeMember = "_type";

    private static readonly Contract[] All =
    [
        Contract.Of("certificate", () => ContractJson.Default.Certificate, ContractTypes.Certificate, ContractTypes.LoomCertificate),
        Contract.Of("node", () => ContractJson.Default.NodeDocument, ContractTypes.Node),
        Contract.Of("result", () => ContractJson.Default.RunResult, ContractTypes.Result),
        Contract.Of("next_tokens", () => ContractJson.Default.NextTokens, ContractTypes.NextTokens),
        Contract.Of("run_spec", () => ContractJson.Default.RunSpec, ContractTypes.RunSpec),
        Contract.Of("bundle_manifest", () => ContractJson.Default.BundleManifest, ContractTypes.BundleManifest),
        Contract.Of("bundle_locator", () => ContractJson.Default.BundleLocator, ContractTypes.BundleLocator),
        Contract.Of("episode_request", () => ContractJson.Default.RemoteEpisodeRequest, ContractTypes.EpisodeRequest),
        Contract.Of("episode_error", () => ContractJson.Default.EpisodeError, ContractTypes.EpisodeError),
        Contract.Of("remote_run", () => ContractJson.Default.RemoteRun, ContractTypes.RemoteRun),
        Contract.Of("head", () => ContractJson.Default.HeadEntry, ContractTypes.HeadEntry),
        Contract.Of("store", () => ContractJson.Default.StoreDocument, ContractTypes.Store),
        Contract.Of("proof", () => ContractJson.Default.ProofEnvelope, ContractTypes.Proof),
        new Contract("policy", [ContractTypes.Policy], () => ContractJson.Default.PolicyDocument, ParsePolicy),
        Contract.Of("statement", () => ContractJson.Default.InTotoStatement, ContractTypes.InTotoStatement),
    ];

    /// <summary>The names of all contracts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(contract => contract.Name)];

    /// <summary>Gives the JSON Schema of a contract.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="SwarmException">There is no such contract (<c>SPEC_INVALID</c>).</exception>
    public static JsonObject Export(string name) => Export(Find(name));

    /// <summary>Tells which contract a document names in its <c>type</c>.</summary>
    /// <param name="utf8">The document.</param>
    /// <exception cref="SwarmException">It is no JSON, or names no contract (<c>SCHEMA_INVALID</c>).</exception>
    public static string Detect(ReadOnlyMemory<byte> utf8)
    {
        using var document = StrictJson.ParseDocument(utf8, "document");
        var type = document.RootElement.ValueKind == JsonValueKind.Object
            && (
                document.RootElement.TryGetProperty(TypeMember, out var member) || document.RootElement.TryGetProperty(
                    StatementTypeMember, out member))
            && member.ValueKind == JsonValueKind.String
                ? member.GetString()
                : null;
        return All.FirstOrDefault(contract => contract.Types.Contains(type))?.Name
            ?? throw new SwarmException(ErrorCode.SchemaInvalid, "The document's type names no contract: say which one is meant.");
    }

    /// <summary>Refuses a document that is not of a contract.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="SwarmException">It is not (<c>SCHEMA_INVALID</c>), or there is no such contract (<c>SPEC_INVALID</c>).</exception>
    public static void Require(ReadOnlyMemory<byte> utf8, string name)
    {
        var contract = Find(name);
        contract.Parse(utf8);
        using var document = StrictJson.ParseDocument(utf8, contract.Name);
        if (SchemaValues.FindFault(Export(contract), document.RootElement, string.Empty) is { } fault)
        {
            throw new SwarmException(ErrorCode.SchemaInvalid, $"The {contract.Name} is refused: {fault}.");
        }
    }

    private static Contract Find(string name) =>
        All.FirstOrDefault(contract => string.Equals(contract.Name, name, StringComparison.Ordinal))
        ?? throw new SwarmException(ErrorCode.SpecInvalid, $"There is no contract '{name}': the contracts are {string.Join(", ", Names)}.");

    private static void ParsePolicy(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            Policy.Parse(utf8);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.PolicyInvalid)
        {
            throw new SwarmException(ErrorCode.SchemaInvalid, exception.Message, exception);
        }
    }

    private static JsonObject Export(Contract contract)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine };
        var record = contract.TypeInfo().GetJsonSchemaAsNode(options).AsObject();
        var typeMember = record["properties"]!.AsObject().ContainsKey(StatementTypeMember) ? StatementTypeMember : TypeMember;
        var type = record["properties"]![typeMember]!.AsObject();
        type.Remove("default");
        type["enum"] = new JsonArray([.. contract.Types.Select(value => (JsonNode)value)]);
        var required = record["required"]!.AsArray();
        if (!required.Any(member => member!.GetValue<string>() == typeMember))
        {
            required.Insert(0, typeMember);
        }

        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = contract.Types[0] };
        foreach (var (keyword, value) in record.ToArray())
        {
            record.Remove(keyword);
            schema[keyword] = value;
        }

        return schema;
    }

    /// <summary>Adds to one node of a schema what the record's type alone does not say.</summary>
    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = context.TypeInfo.Type;
        var schema = Nullable.GetUnderlyingType(type) == typeof(Digest) ? SchemaValues.DigestSchema(isNullable: true)
            : type == typeof(Digest) ? SchemaValues.DigestSchema(isNullable: false)
            : node;
        if (schema is JsonObject members)
        {
            if (typeof(ExtensibleContract).IsAssignableFrom(type))
            {
                members["patternProperties"] = new JsonObject { ["^critical_"] = false };
            }

            if (context.PropertyInfo is { } property)
            {
                SchemaValues.Restrict(members, property.Name);
                if (property.DeclaringType == typeof(PolicyDocument) || property.DeclaringType == typeof(PolicyLimits))
                {
                    PolicySchema.Restrict(members, property.Name);
                }
            }
        }

        return schema;
    }

    // How a record is read is looked up when it is needed: the names alone cost nothing.
    private sealed record Contract(
        string Name, IReadOnlyList<string> Types, Func<JsonTypeInfo> TypeInfo, Action<ReadOnlyMemory<byte>> Parse)
    {
        public static Contract Of<T>(string name, Func<JsonTypeInfo<T>> typeInfo, params IReadOnlyList<string> types)
            where T : class => new(name, types, typeInfo, utf8 => StrictJson.Parse(utf8, typeInfo(), name));
    }
}
