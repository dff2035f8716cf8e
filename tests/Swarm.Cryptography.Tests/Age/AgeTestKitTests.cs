using System.IO.Compression;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Age;

/// <summary>The files of the age test kit (C2SP/CCTV): what each expects is what it gets, as itself.</summary>
public sealed class AgeTestKitTests
{
    private static readonly Dictionary<string, AgeFailure> Failures = new(StringComparer.Ordinal)
    {
        ["header failure"] = AgeFailure.HeaderInvalid,
        ["no match"] = AgeFailure.NoMatch,
        ["HMAC failure"] = AgeFailure.HmacInvalid,
        ["armor failure"] = AgeFailure.ArmorInvalid,
        ["payload failure"] = AgeFailure.PayloadInvalid,
    };

    [Fact]
    public void Every_file_gets_what_it_expects()
    {
        var files = Directory.GetFiles(Vectors.RequireFolder("age"));
        var unexpected = files.Select(Check).Where(message => message is not null).ToArray();
        Assert.True(files.Length >= 95);
        Assert.Empty(unexpected);
    }

    private static string? Check(string path)
    {
        var (expectations, file) = Read(path);
        var expected = expectations.Single(pair => pair.Name == "expect").Value;
        var (failure, plaintext) = Open(expectations, file);
        var unsupported = failure == AgeFailure.Unsupported && UsesWhatSwarmDoesNot(expectations);
        var asExpected = expected == "success"
            ? failure is null && Digest.Compute(plaintext).ToHex() == expectations.Single(pair => pair.Name == "payload").Value
            : failure == Failures[expected];
        return asExpected || unsupported ? null : $"{Path.GetFileName(path)}: expected {expected}, got {failure?.ToString() ?? "success"}";
    }

    // A passphrase or a hybrid identity: a stranger's identity stands in for it, and the header is still judged.
    private static bool UsesWhatSwarmDoesNot((string Name, string Value)[] expectations) =>
        expectations.Any(pair => pair.Name == "passphrase" || pair.Value.StartsWith("AGE-SECRET-KEY-PQ-", StringComparison.Ordinal));

    private static (AgeFailure? Failure, byte[] Plaintext) Open((string Name, string Value)[] expectations, byte[] file)
    {
        var identities = new List<AgeIdentity>();
        try
        {
            if (expectations.Any(pair => pair.Name == "passphrase"))
            {
                identities.Add(AgeIdentity.Create(RandomSource.System));
            }

            identities.AddRange(expectations.Where(pair => pair.Name == "identity").Select(pair => AgeIdentity.Parse(pair.Value)));
            return (null, AgeDecryptor.Open(file, identities));
        }
        catch (SwarmException exception) when (AgeFailures.Of(exception) is { } failure)
        {
            return (failure, []);
        }
        finally
        {
            identities.ForEach(identity => identity.Dispose());
        }
    }

    private static ((string Name, string Value)[] Expectations, byte[] File) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var expectations = Encoding.UTF8.GetString(bytes, 0, end).Split('\n')
            .Select(line => line.Split(": ", 2)).Select(parts => (Name: parts[0], Value: parts[1])).ToArray();
        var file = bytes[(end + 2)..];
        if (!expectations.Any(pair => pair.Name == "compressed"))
        {
            return (expectations, file);
        }

        using var inflating = new ZLibStream(new MemoryStream(file), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        inflating.CopyTo(inflated);
        return (expectations, inflated.ToArray());
    }
}
