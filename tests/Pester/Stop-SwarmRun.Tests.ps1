BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Stop-SwarmRun' {
    It 'gives a run that has ended as it is' {
        (Stop-SwarmRun base).Status | Should -Be succeeded
    }

    It 'ends a run of another process with all its processes, and not with -WhatIf' {
        $marker = "swarm-test-$([guid]::NewGuid())"
        Set-Content -LiteralPath other.ps1 -Value "Import-Module '$modulePath'; Resume-SwarmRun base { & '$shell' -NoProfile -Command 'Start-Sleep 300 # $marker' } -Label other"
        $process = Start-Process $shell -ArgumentList '-NoProfile', '-File', 'other.ps1' -PassThru -RedirectStandardOutput out.txt -RedirectStandardError error.txt
        Wait-Until { (Get-Marked $marker).Count -gt 0 }
        $running = Get-SwarmRun -Status running
        $running | Stop-SwarmRun -WhatIf | Should -BeNullOrEmpty
        (Get-SwarmRun $running.RunId).Status | Should -Be running
        ($running | Stop-SwarmRun).Status | Should -Be cancelled
        Get-Marked $marker | Should -BeNullOrEmpty
        $process.WaitForExit(60000) | Should -BeTrue
        (Get-SwarmNode base).NodeId | Should -Be $base.NodeId
    }
}
