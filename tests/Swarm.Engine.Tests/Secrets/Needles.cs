using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Secrets;

/// <summary>Every secret of a scene in every form that it might be written in.</summary>
internal sealed class Needles
{
    private readonly List<(string Name, byte[] Bytes)> _forms = [];

    public Needles(Scene scene, ReadOnlyMemory<byte> seed)
    {
        var vault = new KeyVault(Path.Combine(scene.Home, "keys"), new RecordedClock(TimeProvider.System));
        var operatorText = vault.ExportSecret(KeyVault.DefaultName, KeyPurpose.Operator);
        var sealingText = vault.ExportSecret(KeyVault.DefaultName, KeyPurpose.Sealing);
        Add("operator seed", Convert.FromBase64String(operatorText.Split(':')[1]));
        Add("sealing scalar", DecodeBech32(sealingText));
        AddText("sealing identity", sealingText);
        Add("run seed", seed.ToArray());
        using var sealing = vault.OpenSealing(KeyVault.DefaultName);
        using var store = scene.OpenStore();
        Add("store secret", AgeDecryptor.Open(Encoding.ASCII.GetBytes(store.Document.SealedSecret), [sealing]));
        foreach (var node in store.ListNodes())
        {
            foreach (var kind in new[] { RatchetKind.State, RatchetKind.Net })
            {
                using var capability = store.OpenCapability(node, kind);
                var serialized = capability.Serialize();
                _forms.Add(($"{kind} capability of {node.NodeId}", serialized));
                using var document = JsonDocument.Parse(serialized);
                Add($"{kind} chain key of {node.NodeId}", Base64Url.DecodeFromChars(document.RootElement.GetProperty("chain_key").GetString()));
                foreach (var use in Enum.GetValues<RatchetKeyUse>().Where(use => use != RatchetKeyUse.Commitment))
                {
                    Add($"{kind} {use} key of {node.NodeId}", capability.Chain.DeriveKey(use, node.StateId));
                }
            }
        }
    }

    public int Count => _forms.Count;

    public void AssertAbsent(ReadOnlySpan<byte> haystack, string where)
    {
        foreach (var (name, bytes) in _forms)
        {
            Assert.False(haystack.IndexOf(bytes) >= 0, $"The {name} is in {where}.");
        }
    }

    public void AssertAbsent(string haystack, string where) => AssertAbsent(Encoding.UTF8.GetBytes(haystack), where);

    /// <summary>Whether a text holds any of them, for the test of the test.</summary>
    public bool IsIn(string haystack) => _forms.Exists(form => Encoding.UTF8.GetBytes(haystack).AsSpan().IndexOf(form.Bytes) >= 0);

    private void Add(string name, byte[] secret)
    {
        _forms.Add((name, secret));
        AddText(name, Convert.ToHexString(secret));
        AddText(name, Convert.ToHexStringLower(secret));
        AddText(name, BitConverter.ToString(secret));
        foreach (var text in new[] { Convert.ToBase64String(secret), Base64Url.EncodeToString(secret) })
        {
            AddText(name, text.TrimEnd('='));
        }
    }

    private void AddText(string name, string text)
    {
        _forms.Add((name, Encoding.UTF8.GetBytes(text)));
        _forms.Add((name, Encoding.UTF8.GetBytes(text.ToLowerInvariant())));
    }

    // BIP 173, without its checksum: the five-bit groups after the last '1', the six last left out.
    private static byte[] DecodeBech32(string text)
    {
        const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        var lower = text.ToLowerInvariant();
        var (bits, count, bytes) = (0, 0, new List<byte>());
        foreach (var character in lower[(lower.LastIndexOf('1') + 1)..^6])
        {
            (bits, count) = ((bits << 5) | Alphabet.IndexOf(character, StringComparison.Ordinal), count + 5);
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
                bits &= (1 << count) - 1;
            }
        }

        return [.. bytes];
    }
}
