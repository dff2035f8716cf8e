using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Transparency.Tests.Support;
using Swarm.Transparency.Trees;

namespace Swarm.Transparency.Tests.Trees;

/// <summary>The proofs, good and bad, of transparency-dev/merkle.</summary>
public sealed class VectorTests
{
    [Fact]
    public void Every_inclusion_proof_is_judged_as_it_should_be() => Judge("inclusion", vector => InclusionProof.Verify(
        Hash(vector, "leafHash"), Number(vector, "leafIdx"), Number(vector, "treeSize"), Proof(vector), Hash(vector, "root")));

    [Fact]
    public void Every_consistency_proof_is_judged_as_it_should_be() => Judge("consistency", vector => ConsistencyProof.Verify(
        Number(vector, "size1"), Hash(vector, "root1"), Number(vector, "size2"), Hash(vector, "root2"), Proof(vector)));

    private static void Judge(string kind, Func<JsonElement, bool> verify)
    {
        var (good, bad) = (0, 0);
        var folder = Path.Combine(Vectors.RequireFolder("merkle"), kind);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var isBad = document.RootElement.GetProperty("wantErr").GetBoolean();
            Assert.True(isBad != verify(document.RootElement), file);
            (good, bad) = isBad ? (good, bad + 1) : (good + 1, bad);
        }

        Assert.True(good > 0 && bad > 10, $"{good} good and {bad} bad");
    }

    // Numbers above 2^63 - 1 are negative here, as a reader of 64 bits without a sign would pass them on.
    private static long Number(JsonElement vector, string name) => unchecked((long)vector.GetProperty(name).GetUInt64());

    // Our proofs cannot hold a hash of another length than 32 bytes. Such a one is filled up, so that the proof is judged nevertheless.
    private static Digest Hash(JsonElement vector, string name) => Fill(vector.GetProperty(name));

    private static List<Digest> Proof(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(Fill)] : [];

    private static Digest Fill(JsonElement hash)
    {
        var bytes = new byte[Digest.Size];
        (hash.ValueKind == JsonValueKind.String ? hash.GetBytesFromBase64() : []).CopyTo(bytes, 0);
        return new Digest(bytes);
    }
}
