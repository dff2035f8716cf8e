using System.Globalization;
using System.Text.Json.Nodes;
using Swarm.Transparency.Checkpoints;
using Swarm.Transparency.Trees;

namespace Swarm.Verification.Tests.Authority;

/// <summary>What both generations of Rekor share: a tree full of entries, whose head is signed.</summary>
internal abstract class FakeTransparencyLog
{
    private readonly Lock _growing = new();

    /// <summary>Makes a log.</summary>
    /// <param name="baseUrl">Its address.</param>
    /// <param name="kind">The kind of its key.</param>
    /// <param name="entries">How many entries of others it has to begin with.</param>
    protected FakeTransparencyLog(string baseUrl, KeyKind kind, int entries)
    {
        BaseUrl = baseUrl;
        Key = FakeKey.Create(kind);
        Signer = new NoteSigner(Host, Key);
        Cosigners = [];
        Grow(entries);
    }

    public string BaseUrl { get; }

    public string Host => BaseUrl[(BaseUrl.LastIndexOf('/') + 1)..];

    public FakeKey Key { get; }

    public NoteSigner Signer { get; }

    /// <summary>Who signs checkpoints besides the log.</summary>
    public IReadOnlyList<INoteSigner> Cosigners { get; init; }

    /// <summary>How many entries of others follow each entry before its proof is made.</summary>
    public int Following { get; init; } = 5;

    public MerkleTree Tree { get; } = new();

    public abstract byte[] LogId { get; }

    /// <summary>The first line of checkpoints.</summary>
    public abstract string Origin { get; }

    /// <summary>What the index of an entry exceeds its index in the tree by.</summary>
    protected virtual long Offset => 0;

    /// <summary>Records a body and answers with the entry that a bundle carries.</summary>
    public JsonObject Add(LogBody body, DateTimeOffset time) => Add(body.ToBytes(), body.Kind, body.Version, time);

    /// <summary>Records any bytes.</summary>
    public JsonObject Add(byte[] body, string kind, string version, DateTimeOffset time)
    {
        int index;
        JsonObject proof;
        lock (_growing)
        {
            index = (int)Tree.Append(TreeHash.OfLeaf(body));
            Grow(Following);
            proof = Prove(index, (int)Tree.Size);
        }

        var entry = new JsonObject
        {
            ["logIndex"] = Text(index + Offset),
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(LogId) },
            ["kindVersion"] = new JsonObject { ["kind"] = kind, ["version"] = version },
            ["inclusionProof"] = proof,
            ["canonicalizedBody"] = Convert.ToBase64String(body),
        };
        Complete(entry, time);
        return entry;
    }

    /// <summary>The member <c>inclusionProof</c> for an entry under a tree of the given size.</summary>
    public JsonObject Prove(int index, int size)
    {
        return new JsonObject
        {
            ["logIndex"] = Text(index),
            ["rootHash"] = Convert.ToBase64String(Tree.GetRoot(size).Span),
            ["treeSize"] = Text(size),
            ["hashes"] = new JsonArray([.. Tree.ProveInclusion(index, size).Select(hash => (JsonNode)Convert.ToBase64String(hash.Span))]),
            ["checkpoint"] = new JsonObject { ["envelope"] = CheckpointAt(size).Sign([Signer, .. Cosigners]) },
        };
    }

    public Checkpoint CheckpointAt(int size) => new(Origin, size, Tree.GetRoot(size));

    /// <summary>Adds what only one generation of the log has.</summary>
    protected virtual void Complete(JsonObject entry, DateTimeOffset time)
    {
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Grow(int entries)
    {
        for (var count = 0; count < entries; count++)
        {
            Tree.Append(TreeHash.OfLeaf(BitConverter.GetBytes(Tree.Size)));
        }
    }
}
