using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Cryptography.Age;
using Swarm.Engine.Bundles;
using Swarm.Networking.Receipts;
using Swarm.Storage.Trees;
using Swarm.Verification.Certificates;

namespace Swarm.Engine.Remote;

/// <summary>What a runner gave out, read from a folder that anybody may have filled: present, bounded and of its schemas. Nothing of it is believed yet.</summary>
internal sealed class Artifacts
{
    private const long MostReceiptsBytes = ReceiptLog.UsualMost * 512L;
    private const long MostDocumentBytes = 4L << 20;
    private const long MostSmallBytes = 64L << 10;
    private const long MostAttestationBytes = 16L << 20;

    private readonly string _folder;

    private Artifacts(string folder) => _folder = folder;

    public required byte[] CertificateBytes { get; init; }

    public required Certificate Certificate { get; init; }

    public required byte[] Signature { get; init; }

    public required byte[]? Attestation { get; init; }

    public required NodeDocument Node { get; init; }

    public required byte[] ResultBytes { get; init; }

    public required RunResult Result { get; init; }

    public required byte[] NextTokens { get; init; }

    public required BundleLocator Locator { get; init; }

    public string Bundle => Path.Combine(_folder, ArtifactFiles.Bundle);

    /// <summary>Reads the folder.</summary>
    /// <exception cref="SwarmException">Something is missing, too large or malformed (<c>ARTIFACT_*</c>).</exception>
    public static Artifacts Read(string folder, string? attestation, RunSpec spec)
    {
        if (!Directory.Exists(folder))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"There is no folder '{folder}' of artifacts: name the one that they were downloaded to.");
        }

        var attestationFile = attestation ?? Path.Combine(folder, ArtifactFiles.Attestation);
        var certificate = ReadFile(ArtifactFiles.Certificate, MostDocumentBytes, ErrorCode.ArtifactMissingCertificate, ErrorCode.ArtifactCertificateInvalid);
        var result = ReadFile(ArtifactFiles.Result, MostDocumentBytes, ErrorCode.ArtifactMissingResult, ErrorCode.ArtifactResultInvalid);
        var node = ReadFile(ArtifactFiles.Node, MostSmallBytes, ErrorCode.ArtifactMissingNode, ErrorCode.ArtifactNodeInvalid);
        var tokens = ReadFile(ArtifactFiles.NextTokens, MostSmallBytes, ErrorCode.ArtifactMissingNextTokens, ErrorCode.ArtifactNextTokensInvalid);
        var locator = ReadFile(ArtifactFiles.BundleLocator, MostSmallBytes, ErrorCode.ArtifactMissingBundleLocator, ErrorCode.ArtifactBundleLocatorInvalid);
        Parse(tokens, ContractJson.Default.NextTokens, ContractTypes.NextTokens, item => item.Type, ErrorCode.ArtifactNextTokensInvalid);
        var artifacts = new Artifacts(folder)
        {
            CertificateBytes = certificate,
            Certificate = Guard(() => CertificateDocument.Read(certificate), ErrorCode.ArtifactCertificateInvalid),
            Signature = ReadFile(ArtifactFiles.Signature, MostDocumentBytes, ErrorCode.ArtifactMissingSignature, ErrorCode.ArtifactSignatureInvalid),
            Attestation = attestation is not null || Exists(attestationFile)
                ? ReadFile(attestationFile, MostAttestationBytes, ErrorCode.ArtifactMissingAttestation, ErrorCode.ArtifactAttestationInvalid)
                : null,
            Node = Parse(node, ContractJson.Default.NodeDocument, ContractTypes.Node, item => item.Type, ErrorCode.ArtifactNodeInvalid),
            ResultBytes = result,
            Result = Parse(result, ContractJson.Default.RunResult, ContractTypes.Result, item => item.Type, ErrorCode.ArtifactResultInvalid),
            NextTokens = tokens,
            Locator = Parse(locator, ContractJson.Default.BundleLocator, ContractTypes.BundleLocator, item => item.Type, ErrorCode.ArtifactBundleLocatorInvalid),
        };
        artifacts.RequireSealed(spec);
        return artifacts;

        byte[] ReadFile(string name, long most, ErrorCode missing, ErrorCode invalid)
        {
            RequireFile(Path.Combine(folder, name), most, missing, invalid);
            return BoundedFile.Read(Path.Combine(folder, name), most, name, invalid);
        }
    }

    /// <summary>Opens a sealed file into a new one, and holds it to a digest.</summary>
    /// <returns>The new file.</returns>
    public string Open(string name, string destination, AgeIdentity identity, Digest? digest, ErrorCode invalid)
    {
        try
        {
            using var source = new FileStream(Path.Combine(_folder, name), FileMode.Open, FileAccess.Read, FileShare.Read);
            using var plaintext = AgeDecryptor.OpenRead(source, [identity]);
            using var sha = SHA256.Create();
            using (var file = DurableFile.Create(destination))
            using (var hashing = new CryptoStream(file, sha, CryptoStreamMode.Write))
            {
                plaintext.CopyTo(hashing);
            }

            return new Digest(sha.Hash) == digest
                ? destination
                : throw new SwarmException(invalid, $"'{name}' is not what the certificate names: it is another run's, or was altered. Download the run's artifacts again.");
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SealInvalid)
        {
            throw new SwarmException(invalid, $"'{name}' does not open: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a file is there.</summary>
    public bool Has(string name) => Exists(Path.Combine(_folder, name));

    /// <summary>Holds the bundle's bytes to its locator.</summary>
    public void RequireBundleDigest()
    {
        using var stream = new FileStream(Bundle, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        if (stream.Length != Locator.Size || new Digest(SHA256.HashData(stream)) != Locator.BundleSha256)
        {
            throw new SwarmException(
                ErrorCode.ArtifactBundleInvalid, $"'{ArtifactFiles.Bundle}' is not the file that {ArtifactFiles.BundleLocator} names: it was altered or cut short. Download the run's artifacts again.");
        }
    }

    private void RequireSealed(RunSpec spec)
    {
        RequireFile(Bundle, BundleTransfer.MostBytes(spec.OutputLimitBytes), ErrorCode.ArtifactMissingBundle, ErrorCode.ArtifactBundleInvalid);

        // A step that altered its own log failed, and has none.
        if (Has(ArtifactFiles.Log) || string.Equals(Result.Status, RunStatus.Succeeded, StringComparison.Ordinal))
        {
            RequireFile(Path.Combine(_folder, ArtifactFiles.Log), SealedSize(spec.LogLimitBytes), ErrorCode.ArtifactMissingLog, ErrorCode.ArtifactLogInvalid);
        }

        if (Certificate.Result.ResponseSha256 is not null)
        {
            RequireFile(Path.Combine(_folder, ArtifactFiles.Response), SealedSize(spec.OutputLimitBytes), ErrorCode.ArtifactMissingResponse, ErrorCode.ArtifactResponseInvalid);
        }

        if (Certificate.Network?.ReceiptsSha256 is not null)
        {
            RequireFile(Path.Combine(_folder, ArtifactFiles.Receipts), SealedSize(MostReceiptsBytes), ErrorCode.ArtifactMissingReceipts, ErrorCode.ArtifactReceiptsInvalid);
        }
    }

    private static long SealedSize(long plaintext)
    {
        // The header, and a tag for every 64 KiB; what a step logs ends with the line at which the limit was met.
        const long Header = 1L << 20;
        return plaintext + (plaintext / 2048) + Header;
    }

    private static void RequireFile(string path, long most, ErrorCode missing, ErrorCode invalid)
    {
        var name = Path.GetFileName(path);
        if (FileStatus.Read(path) is not { } status)
        {
            throw new SwarmException(missing, $"'{name}' is not in '{Path.GetDirectoryName(path)}': download all artifacts of the run, or look at the run's own log for why it made none.");
        }

        if (status.Kind != EntryKind.File || status.Size > most)
        {
            throw new SwarmException(invalid, status.Kind != EntryKind.File ? $"'{path}' is no file: download the run's artifacts again." : $"'{path}' has more than {most} bytes, which no such artifact has.");
        }
    }

    private static bool Exists(string path) => FileStatus.Read(path) is not null;

    private static T Parse<T>(byte[] bytes, JsonTypeInfo<T> type, string expected, Func<T, string> typeOf, ErrorCode invalid)
        where T : class => Guard(
            () => StrictJson.Parse(bytes, type, expected) is var item && string.Equals(typeOf(item), expected, StringComparison.Ordinal)
                ? item
                : throw new SwarmException(ErrorCode.SchemaInvalid, $"The document is no {expected}."),
            invalid);

    private static T Guard<T>(Func<T> read, ErrorCode invalid)
    {
        try
        {
            return read();
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            throw new SwarmException(invalid, exception.Message, exception);
        }
    }
}
