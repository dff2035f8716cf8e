using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Logs;

public sealed class CheckpointTests
{
    private const string FirstGeneration = "happy-path-v0.3";

    private const string SecondGeneration = "rekor2-happy-path";

    [Theory]
    [InlineData(FirstGeneration)]
    [InlineData(SecondGeneration)]
    public void Lines_of_witnesses_say_nothing_wherever_they_stand(string name)
    {
        Assert.True(Holds(name, note => note + "— witness.example AAAAAAAA\n"));
        Assert.True(Holds(name, note => note.Replace("\n\n", "\n\n— witness.example AAAAAAAA\n— other/with-path AAAAAAAAAAAAAAAA\n", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(FirstGeneration)]
    [InlineData(SecondGeneration)]
    public void A_note_that_is_not_written_as_one_is_refused(string name)
    {
        Assert.False(Holds(name, note => note + "— witness.example\n"));
        Assert.False(Holds(name, note => note + "— witness.example !!!!\n"));
        Assert.False(Holds(name, note => note + "- witness.example AAAAAAAA\n"));
        Assert.False(Holds(name, note => note + "\n"));
        Assert.False(Holds(name, note => note.TrimEnd('\n')));
        Assert.False(Holds(name, note => note.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.False(Holds(name, note => note.Replace("\n\n", "\n", StringComparison.Ordinal)));
        Assert.False(Holds(name, note => "\n" + note));
        Assert.False(Holds(name, note => note + string.Concat(Enumerable.Repeat("— witness.example AAAAAAAA\n", 100))));
        Assert.False(Holds(name, _ => "\n\n"));
        Assert.False(Holds(name, _ => "a\n1\nb\n\n"));
    }

    [Theory]
    [InlineData(FirstGeneration)]
    [InlineData(SecondGeneration)]
    public void The_logs_own_line_must_carry_its_name_its_hint_and_its_signature(string name)
    {
        Assert.False(Holds(name, note => ChangeLine(note, line => line.Replace("— ", "— x", StringComparison.Ordinal))));
        for (var position = 0; position < 70; position++)
        {
            Assert.False(Holds(name, note => ChangeLine(note, line =>
            {
                var parts = line.Split(' ');
                var bytes = Convert.FromBase64String(parts[2]);
                bytes[Math.Min(position, bytes.Length - 1)] ^= 1;
                return $"{parts[0]} {parts[1]} {Convert.ToBase64String(bytes)}";
            })));
        }
    }

    [Theory]
    [InlineData(FirstGeneration)]
    [InlineData(SecondGeneration)]
    public void The_signed_text_is_the_logs_to_the_last_character(string name)
    {
        Assert.False(Holds(name, note => note.Replace("\n\n", "\nextension\n\n", StringComparison.Ordinal)));
        Assert.False(Holds(name, note => "x" + note));
    }

    [Fact]
    public void A_log_of_the_second_generation_is_known_by_its_origin()
    {
        var vector = SigstoreVectors.Require(SecondGeneration);
        foreach (var (address, holds) in new[]
        {
            ("https://log2025-alpha1.rekor.sigstage.dev", true),
            ("log2025-alpha1.rekor.sigstage.dev", true),
            ("https://other.rekor.sigstage.dev", false),
        })
        {
            var path = Path.Combine(SigstoreVectors.RequireFolder("sigstore"), SecondGeneration, "trusted_root.json");
            var root = JsonNode.Parse(File.ReadAllBytes(path))!;
            root["tlogs"]![1]!["baseUrl"] = address;
            var roots = Verification.Roots.TrustedRoot.Parse(Encoding.UTF8.GetBytes(root.ToJsonString()), "root");
            Assert.Equal(holds, AttestationVerifier.Verify(vector.Bundle, vector.File, vector.Trust with { Roots = roots }).IsValid);
        }
    }

    private static string ChangeLine(string note, Func<string, string> change)
    {
        var split = note.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        return note[..split] + change(note[split..].TrimEnd('\n')) + "\n";
    }

    private static bool Holds(string name, Func<string, string> change)
    {
        var vector = SigstoreVectors.Require(name);
        var bundle = JsonNode.Parse(vector.Bundle)!;
        var checkpoint = bundle["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["checkpoint"]!;
        checkpoint["envelope"] = change(checkpoint["envelope"]!.GetValue<string>());
        return AttestationVerifier.Verify(Encoding.UTF8.GetBytes(bundle.ToJsonString()), vector.File, vector.Trust).IsValid;
    }
}
