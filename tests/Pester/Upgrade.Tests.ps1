BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    function Get-StoreDigest {
        Get-ChildItem .swarm -Recurse -File -Force | Where-Object FullName -NotMatch '[/\\]locks[/\\]' | Sort-Object FullName | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash }
    }
}
AfterAll { Exit-Scene }

Describe 'A store of a newer version' {
    BeforeAll {
        # The version of a SQLite database's content, big-endian at byte 60.
        $catalog = (Get-Item .swarm/catalog.sqlite).FullName
        $bytes = [System.IO.File]::ReadAllBytes($catalog)
        $newer = $bytes.Clone()
        $newer[62] = 1
        [System.IO.File]::WriteAllBytes($catalog, $newer)
    }
    AfterAll { [System.IO.File]::WriteAllBytes($catalog, $bytes) }

    It 'is refused by <_>, which says what to do and writes nothing' -ForEach @(
        { Get-SwarmNode }
        { Get-SwarmRun }
        { Start-SwarmRun -Label other { 'not run' > not-run.txt } }
        { Resume-SwarmRun base { 'not run' > not-run.txt } }
        { Copy-SwarmRun base -Label fork }
        { Remove-SwarmRun base -Confirm:$false }
        { Test-SwarmStore }
        { Optimize-SwarmStore -Confirm:$false }
        { Repair-SwarmStore -Confirm:$false }
    ) {
        $ErrorActionPreference = 'Continue'
        $before = Get-StoreDigest
        $written = @(& $_ 2>&1)
        $written.Count | Should -Be 1
        $written[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStoreVersionUnsupported,*'
        $written[0].Exception.Message | Should -Match 'Update-PSResource Swarm'
        Get-StoreDigest | Should -Be $before
    }
}

Describe 'The module' {
    It 'is updated beside a version that runs a step, and both finish' {
        $modules = Join-Path (Get-PSDrive TestDrive).Root modules
        $old = (Import-PowerShellDataFile (Join-Path $modulePath Swarm.psd1)).ModuleVersion
        New-Item -ItemType Directory (Join-Path $modules Swarm) | Out-Null
        Copy-Item -LiteralPath $modulePath -Destination (Join-Path $modules Swarm $old) -Recurse
        $path = "`$env:PSModulePath = '$modules'; Set-Location '$(Get-Location)'"
        $started, $finish = 'started', 'finish' | ForEach-Object { Join-Path (Get-PSDrive TestDrive).Root $_ }
        $text = "$path; Import-Module Swarm; `$run = Resume-SwarmRun base -Label long { 'x' > '$started'; while (-not (Test-Path '$finish')) { Start-Sleep -Milliseconds 50 } }
            (Get-Module Swarm).Version.ToString(); `$run.Status"
        $job = Start-Job -WorkingDirectory (Get-Location) -ScriptBlock { & $using:shell -NoProfile -NonInteractive -Command $using:text 2>&1 }
        try {
            Wait-Until { Test-Path $started }

            Copy-Item -LiteralPath $modulePath -Destination (Join-Path $modules Swarm 99.0.0) -Recurse
            $manifest = Join-Path $modules Swarm 99.0.0 Swarm.psd1
            (Get-Content -LiteralPath $manifest -Raw) -replace "(?m)^(    ModuleVersion +=).*$", "`$1 '99.0.0'" | Set-Content -LiteralPath $manifest
            & $shell -NoProfile -NonInteractive -Command "$path; Import-Module Swarm; (Get-Module Swarm).Version.ToString(); (Get-SwarmRun -Status running).Label; (Resume-SwarmRun base -Label short { 'y' > y.txt }).Status" |
                Should -Be '99.0.0', 'long', 'succeeded'
        }
        finally {
            Set-Content -LiteralPath $finish -Value x
            $output = $job | Receive-Job -Wait -AutoRemoveJob
        }

        $output | Should -Be $old, 'succeeded'
        'long', 'short' | ForEach-Object { Test-SwarmCertificate $_ -Quiet | Should -BeTrue }
        Test-SwarmStore -Quiet | Should -BeTrue
    }
}
