using System.Buffers.Binary;
using System.Security.Cryptography;
using Swarm.Core.Digests;
using Swarm.Core.Files;
using Swarm.Core.Randomness;

namespace Swarm.Storage.Packs;

/// <summary>Writes one pack. Records come from many threads; the pack appears under its name only when it is finished.</summary>
internal sealed class PackWriter : IDisposable
{
    private const int BufferBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly FileStream _stream;
    private readonly string _folder;
    private readonly IncrementalHash _headers = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<(RecordHeader Header, RecordLocation Location)> _records = [];
    private bool _finished;

    public PackWriter(string folder, RandomSource random)
    {
        Span<byte> header = stackalloc byte[PackFormat.HeaderSize];
        PackFormat.HeaderMagic.CopyTo(header);
        random.Fill(header[8..]);
        Name = Convert.ToHexStringLower(header[8..]);
        _folder = folder;
        try
        {
            _stream = DurableFile.Create(TemporaryPath, BufferBytes);
            _stream.Write(header);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(TemporaryPath, exception);
        }
    }

    /// <summary>The pack's random name.</summary>
    public string Name { get; }

    /// <summary>The bytes written so far.</summary>
    public long Length { get; private set; } = PackFormat.HeaderSize;

    /// <summary>Every record with its place, in the order of writing.</summary>
    public IReadOnlyList<(RecordHeader Header, RecordLocation Location)> Records => _records;

    private string TemporaryPath => Path.Combine(_folder, Name + PackFormat.TemporaryExtension);

    private string FinalPath => Path.Combine(_folder, Name + PackFormat.Extension);

    public RecordLocation Append(in RecordHeader header, ReadOnlySpan<byte> sealedBytes)
    {
        Span<byte> headerBytes = stackalloc byte[RecordHeader.Size];
        header.Write(headerBytes);
        lock (_gate)
        {
            try
            {
                _stream.Write(headerBytes);
                _stream.Write(sealedBytes);
            }
            catch (IOException exception)
            {
                throw DurableFile.Unwritable(TemporaryPath, exception);
            }

            _headers.AppendData(headerBytes);
            var location = new RecordLocation(Name, Length, RecordHeader.Size + sealedBytes.Length);
            Length += location.Length;
            _records.Add((header, location));
            return location;
        }
    }

    /// <summary>Makes the pack durable under its name. A pack without records leaves nothing.</summary>
    public void Finish()
    {
        if (_records.Count == 0)
        {
            return;
        }

        try
        {
            Span<byte> footer = stackalloc byte[PackFormat.FooterSize];
            PackFormat.FooterMagic.CopyTo(footer);
            BinaryPrimitives.WriteInt32BigEndian(footer[8..], _records.Count);
            _headers.GetHashAndReset(footer.Slice(12, Digest.Size));
            _stream.Write(footer);
            Length += footer.Length;
            FileFlush.Flush(_stream);
            _stream.Dispose();
            File.Move(TemporaryPath, FinalPath);
            DirectoryFlush.Flush(_folder);
            _finished = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(TemporaryPath, exception);
        }
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException) when (!_finished)
        {
            // The last buffer of a pack that is given up need not reach the disk.
        }

        _headers.Dispose();
        if (!_finished)
        {
            Withdraw();
        }
    }

    /// <summary>Removes the pack, finished or not, because nothing names it.</summary>
    public void Withdraw()
    {
        try
        {
            File.Delete(TemporaryPath);
            File.Delete(FinalPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Optimize-SwarmStore removes what could not be removed now.
        }
    }
}
