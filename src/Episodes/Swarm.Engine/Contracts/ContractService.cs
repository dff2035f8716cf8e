using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Engine.Sessions;
using Swarm.Verification.Certificates;

namespace Swarm.Engine.Contracts;

/// <summary>Holding documents to their contracts; no store is needed.</summary>
public static class ContractService
{
    private const string Certificate = "certificate";

    /// <summary>The names of all contracts.</summary>
    public static IReadOnlyList<string> Names => ContractSchemas.Names;

    /// <summary>Gives the JSON Schema (2020-12) of a contract.</summary>
    /// <param name="contract">One of <see cref="Names"/>.</param>
    public static JsonObject ExportSchema(string contract) => ContractSchemas.Export(contract);

    /// <summary>Checks a document.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="file">The document's file; relative to the current folder.</param>
    /// <param name="contract">One of <see cref="Names"/>; null for the one that the document's <c>type</c> names.</param>
    /// <exception cref="SwarmException">
    /// The file cannot be read (<c>PATH_INVALID</c>), or there is no such contract (<c>SPEC_INVALID</c>).
    /// </exception>
    public static ContractVerdict Validate(SessionOptions options, string file, string? contract)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = Path.GetFullPath(file, options.CurrentFolder);
        var bytes = BoundedFile.Read(path, StrictJson.DefaultLimit, "document", tooLarge: ErrorCode.PathInvalid);
        var found = contract;
        try
        {
            found ??= ContractSchemas.Detect(bytes);
            ContractSchemas.Require(bytes, found);
            if (string.Equals(found, Certificate, StringComparison.Ordinal))
            {
                CertificateDocument.Read(bytes);
            }

            return new ContractVerdict(path, found, Error: null);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            return new ContractVerdict(path, found, ErrorEntry.From(exception));
        }
    }
}
