using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Verification.Attestations;
using Swarm.Verification.PublicKeys;

namespace Swarm.Engine.Trust;

/// <summary>Verifying Sigstore bundles that are files.</summary>
public static class AttestationFiles
{
    private const long MostBundleBytes = 16L << 20;
    private const long MostKeyBytes = 64L << 10;

    /// <summary>Verifies a Sigstore bundle for an artifact, offline.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">What is asked.</param>
    /// <exception cref="SwarmException">
    /// A file cannot be read (<c>PATH_INVALID</c>), the trusted root or the key is malformed (<c>ATTESTATION_MALFORMED</c>), or what is asked for is not usable (<c>SPEC_INVALID</c>).
    /// </exception>
    public static AttestationVerdict Verify(SessionOptions options, AttestationRequest request)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Artifact is null == request.Digest is null)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "Say what the bundle is about: the artifact's file, or its digest, and not both.");
        }

        var key = request.Key is { } keyFile ? PublicKey.FromPem(BoundedFile.Read(Resolve(keyFile), MostKeyBytes, "public key"), keyFile) : null;
        var trust = new AttestationTrust
        {
            // A key needs no root; where one is named, its logs and timestamps are looked at too.
            Roots = key is not null && request.TrustedRoot is null ? [] : TrustedRoots.Find(request.TrustedRoot ?? new SwarmHome(options.ReadVariable).Read().TrustedRoot, options),
            Key = key,
            Requirements = request.Requirements,
            Clock = options.Time,
        };
        var bundle = BoundedFile.Read(Resolve(request.Bundle), MostBundleBytes, "Sigstore bundle", ErrorCode.AttestationMalformed);
        if (request.Digest is { } digest)
        {
            return AttestationVerifier.Verify(bundle, AttestationSubject.FromDigest(digest), trust);
        }

        using var artifact = Open(Resolve(request.Artifact!));
        return AttestationVerifier.Verify(bundle, AttestationSubject.FromStream(artifact), trust);

        string Resolve(string path) => Path.GetFullPath(path, options.CurrentFolder);
    }

    private static FileStream Open(string path)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);

            // It is read more than once, and to its end: a pipe or a device has neither.
            return stream.CanSeek && (stream.Length > 0 || stream.ReadByte() < 0) ? stream
                : throw new SwarmException(ErrorCode.PathInvalid, $"The artifact '{path}' is no ordinary file: give its digest instead.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The artifact '{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
