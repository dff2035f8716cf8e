using Swarm.Core.Digests;

namespace Swarm.State.Inspection;

/// <summary>What a database holds.</summary>
/// <param name="Tables">Its tables by name, SQLite's own left out.</param>
/// <param name="SizeBytes">The size of its file; 0 where it is absent.</param>
/// <param name="SchemaDigest">
/// The digest of its schema: of type, name, table and text of every table, index, view and trigger but SQLite's own,
/// in ordinal order, each as its length in UTF-8, a colon, its bytes and a comma.
/// </param>
/// <param name="UserVersion">The number that its program keeps in <c>PRAGMA user_version</c>.</param>
/// <param name="ApplicationId">The number that its program keeps in <c>PRAGMA application_id</c>.</param>
/// <param name="PageSize">The size of a page in bytes.</param>
/// <param name="JournalMode"><c>wal</c> where its file records that mode, else <c>delete</c>.</param>
public sealed record StateSummary(
    IReadOnlyList<TableSummary> Tables,
    long SizeBytes,
    Digest SchemaDigest,
    int UserVersion,
    int ApplicationId,
    int PageSize,
    string JournalMode)
{
    /// <summary>What its schema names and this SQLite lacks, so that a check passed it over, in words: collations, functions, virtual tables.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];
}
