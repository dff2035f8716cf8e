using System.Security.Cryptography;
using Swarm.Core.Digests;

namespace Swarm.Verification.Attestations;

/// <summary>The artifact that a bundle is shown for: its bytes, or its SHA-256 alone.</summary>
public sealed class AttestationSubject
{
    /// <summary>The most bytes that are held in memory, for the signatures that are over no digest.</summary>
    private const int MostContent = 256 * 1024 * 1024;

    private readonly Stream? _stream;

    private readonly ReadOnlyMemory<byte>? _content;

    private readonly Dictionary<HashAlgorithmName, byte[]> _digests = [];

    private AttestationSubject(ReadOnlyMemory<byte>? content, Stream? stream, Digest? digest)
    {
        _content = content;
        _stream = stream;
        if (digest is { } known)
        {
            _digests[HashAlgorithmName.SHA256] = known.ToArray();
        }

        Digest = new Digest(GetDigest(HashAlgorithmName.SHA256));
    }

    /// <summary>The artifact's SHA-256.</summary>
    public Digest Digest { get; }

    /// <summary>Takes the artifact's bytes.</summary>
    /// <param name="content">The bytes.</param>
    public static AttestationSubject FromBytes(ReadOnlyMemory<byte> content) => new(content, null, null);

    /// <summary>Takes the artifact as a stream, which is read from its beginning, now and where another hash is asked for.</summary>
    /// <param name="stream">A stream that can seek. It must stay open until the verification is done, and stays the caller's to close.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public static AttestationSubject FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek ? new AttestationSubject(null, stream, null) : throw new ArgumentException("The stream must be able to seek.", nameof(stream));
    }

    /// <summary>Takes the artifact's digest where the artifact is not at hand.</summary>
    /// <param name="digest">Its SHA-256.</param>
    public static AttestationSubject FromDigest(Digest digest) => new(null, null, digest);

    /// <summary>Gives a digest of the artifact, or null where only its SHA-256 is at hand.</summary>
    internal byte[]? FindDigest(HashAlgorithmName hash) => _digests.TryGetValue(hash, out var known) ? known
        : _content is null && _stream is null ? null
        : GetDigest(hash);

    /// <summary>Gives the artifact's bytes, or null where they are not at hand or too many.</summary>
    internal ReadOnlyMemory<byte>? FindContent()
    {
        if (_stream is null || _stream.Length > MostContent)
        {
            return _content;
        }

        var content = new byte[_stream.Length];
        _stream.Position = 0;
        _stream.ReadExactly(content);
        return content;
    }

    private byte[] GetDigest(HashAlgorithmName hash)
    {
        if (_digests.TryGetValue(hash, out var known))
        {
            return known;
        }

        byte[] digest;
        if (_stream is null)
        {
            digest = CryptographicOperations.HashData(hash, _content!.Value.Span);
        }
        else
        {
            _stream.Position = 0;
            digest = CryptographicOperations.HashData(hash, _stream);
        }

        return _digests[hash] = digest;
    }
}
