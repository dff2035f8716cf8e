<#
.SYNOPSIS
    Writes what Update-Help asks for: the description of the module's help, and its files as Windows takes them (a cabinet)
    and as other systems do (a zip archive).
#>
[CmdletBinding()]
param(
    # The folder of the module that is shipped.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # The time that the files get.
    [Parameter(Mandatory)]
    [datetimeoffset] $Time,

    # The folder to write to.
    [Parameter(Mandatory)]
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
$manifest = Import-PowerShellDataFile -LiteralPath (Join-Path $ModulePath Swarm.psd1)
$culture = 'en-US'
$name = "Swarm_$($manifest.GUID)"
$files = @(Get-ChildItem -LiteralPath (Join-Path $ModulePath $culture) -File | Sort-Object Name -Culture '')

# A cabinet of one folder that is not compressed, in blocks of 32 KiB: [MS-CAB], section 2.
function Write-Cabinet([string] $Path, [System.IO.FileInfo[]] $File, [datetime] $Utc) {
    $content = [System.IO.MemoryStream]::new()
    $entries = [System.IO.MemoryStream]::new()
    $writer = [System.IO.BinaryWriter]::new($entries)
    foreach ($one in $File) {
        $bytes = [System.IO.File]::ReadAllBytes($one.FullName)
        $writer.Write([uint32] $bytes.Length)
        $writer.Write([uint32] $content.Length)
        $writer.Write([uint16] 0)
        $writer.Write([uint16] ((($Utc.Year - 1980) -shl 9) + ($Utc.Month -shl 5) + $Utc.Day))
        $writer.Write([uint16] (($Utc.Hour -shl 11) + ($Utc.Minute -shl 5) + ($Utc.Second -shr 1)))
        $writer.Write([uint16] 0x20)
        $writer.Write([System.Text.Encoding]::ASCII.GetBytes("$($one.Name)`0"))
        $content.Write($bytes)
    }

    $blockSize = 32768
    $blocks = [int] [Math]::Ceiling($content.Length / $blockSize)
    $start = 36 + 8 + $entries.Length
    $writer = [System.IO.BinaryWriter]::new([System.IO.File]::Create($Path))
    $writer.Write([System.Text.Encoding]::ASCII.GetBytes('MSCF'))
    foreach ($number in 0, ($start + $blocks * 8 + $content.Length), 0, 44, 0) { $writer.Write([uint32] $number) }
    $writer.Write([byte[]] (3, 1))
    foreach ($number in 1, $File.Count, 0, 0, 0) { $writer.Write([uint16] $number) }
    $writer.Write([uint32] $start)
    foreach ($number in $blocks, 0) { $writer.Write([uint16] $number) }
    $writer.Write($entries.ToArray())
    $bytes = $content.ToArray()
    for ($offset = 0; $offset -lt $bytes.Length; $offset += $blockSize) {
        $length = [Math]::Min($blockSize, $bytes.Length - $offset)
        $writer.Write([uint32] 0)
        foreach ($number in $length, $length) { $writer.Write([uint16] $number) }
        $writer.Write($bytes, $offset, $length)
    }

    $writer.Dispose()
}

function Write-Zip([string] $Path, [System.IO.FileInfo[]] $File, [datetime] $Utc) {
    $archive = [System.IO.Compression.ZipFile]::Open($Path, 'Create')
    foreach ($one in $File) {
        $entry = $archive.CreateEntry($one.Name, 'Optimal')
        $entry.LastWriteTime = $Utc
        $stream = $entry.Open()
        $stream.Write([System.IO.File]::ReadAllBytes($one.FullName))
        $stream.Dispose()
    }

    $archive.Dispose()
}

$description = @"
<?xml version="1.0" encoding="utf-8"?>
<HelpInfo xmlns="http://schemas.microsoft.com/powershell/help/2010/05">
  <HelpContentURI>$($manifest.HelpInfoUri)</HelpContentURI>
  <SupportedUICultures>
    <UICulture>
      <UICultureName>$culture</UICultureName>
      <UICultureVersion>$($manifest.ModuleVersion).0</UICultureVersion>
    </UICulture>
  </SupportedUICultures>
</HelpInfo>
"@
$root = (Resolve-Path -LiteralPath $Destination).ProviderPath
[System.IO.File]::WriteAllText((Join-Path $root "${name}_HelpInfo.xml"), ($description -replace '\r\n', "`n") + "`n")
Write-Cabinet (Join-Path $root "${name}_${culture}_HelpContent.cab") $files $Time.UtcDateTime
Write-Zip (Join-Path $root "${name}_${culture}_HelpContent.zip") $files $Time.UtcDateTime
