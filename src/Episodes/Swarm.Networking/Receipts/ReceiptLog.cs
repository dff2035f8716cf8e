using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Networking.Receipts;

/// <summary>
/// The receipts of a run, as JSON Lines. Each decision takes its place before its connection is made, so that there is none
/// without a receipt: where the log is full or cannot be written, the answer is no. Any thread may call it.
/// </summary>
public sealed class ReceiptLog : IDisposable
{
    /// <summary>The most receipts that a run has, unless its log says otherwise.</summary>
    public const int UsualMost = 1_000_000;

    private const int BufferSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly int _most;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _reserved;
    private IOException? _fault;
    private Digest? _digest;

    /// <summary>Begins a log.</summary>
    /// <param name="path">The file, which must not be there.</param>
    /// <param name="most">The most receipts.</param>
    /// <exception cref="SwarmException">The file cannot be made (<c>STORE_UNWRITABLE</c>).</exception>
    public ReceiptLog(string path, int most = UsualMost)
    {
        _path = path;
        _most = most;
        try
        {
            _file = DurableFile.Create(path, BufferSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }
    }

    /// <summary>How many receipts were written.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the place of a receipt.</summary>
    /// <returns>False where the log is full, complete, or cannot be written: then nothing may be done that would need one.</returns>
    public bool TryReserve()
    {
        lock (_lock)
        {
            if (_fault is not null || _digest is not null || _reserved == _most)
            {
                return false;
            }

            _reserved++;
            return true;
        }
    }

    /// <summary>Writes a receipt whose place was taken.</summary>
    /// <param name="receipt">The receipt.</param>
    public void Write(Receipt receipt)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(receipt, ReceiptJson.Default.Receipt);
        lock (_lock)
        {
            if (_fault is not null || _digest is not null)
            {
                return;
            }

            try
            {
                _file.Write(line);
                _file.Write("\n"u8);
                _hash.AppendData(line);
                _hash.AppendData("\n"u8);
                Count++;
            }
            catch (IOException exception)
            {
                // Told at the end; until then every reservation is refused.
                _fault = exception;
            }
        }
    }

    /// <summary>Hands what was written to the system, so that others can read it. What cannot be written is told at the end.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_fault is null && _digest is null)
            {
                try
                {
                    _file.Flush();
                }
                catch (IOException exception)
                {
                    _fault = exception;
                }
            }
        }
    }

    /// <summary>Ends the log and makes it durable. What is written later is not in it.</summary>
    /// <returns>The digest of the file's bytes.</returns>
    /// <exception cref="SwarmException">It could not all be written (<c>STORE_UNWRITABLE</c>).</exception>
    public Digest Complete()
    {
        lock (_lock)
        {
            try
            {
                if (_fault is not null)
                {
                    throw _fault;
                }

                if (_digest is null)
                {
                    FileFlush.Flush(_file);
                    _digest = new Digest(_hash.GetHashAndReset());
                }

                return _digest.Value;
            }
            catch (IOException exception)
            {
                _fault = exception;
                throw DurableFile.Unwritable(_path, exception);
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                _file.Dispose();
            }
            catch (IOException exception)
            {
                _fault ??= exception;
            }

            _fault ??= new IOException("The log is closed.");
            _hash.Dispose();
        }
    }
}
